-- any_current: whether any of these launches has a current version.
SELECT EXISTS (
    SELECT FROM ops.launch_versions WHERE valid_to IS NULL AND launch_id = ANY (%(launch_ids)s::text[])
);
