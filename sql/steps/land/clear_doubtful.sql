-- clear_doubtful: that page is dealt with.
TRUNCATE pg_temp.doubtful;
