-- clear_retry_page: the page is landed.
TRUNCATE pg_temp.retry_page;
