-- noted: the source whose launches this warehouse holds; no row before the first success.
SELECT name FROM ops.source;
