-- A page is not worth more of the database's time than this.
SET LOCAL statement_timeout = '20s'
