def read_workbook(path, format_name, *, key, spool):
    raise NotImplementedError
