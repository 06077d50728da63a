from adoption_reports.metadata.tables import Table

TABLES: tuple[Table, ...] = ()
