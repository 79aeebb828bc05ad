-- count_affected: how many launches this cycle changes or builds again.
SELECT count(*) FROM affected;
