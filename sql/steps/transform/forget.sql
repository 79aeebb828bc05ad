-- forget: the checksums of before.
DELETE FROM ops.transforms;
