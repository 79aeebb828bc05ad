-- find_received: a launch that came and is valid, to ask the source for it by its id.
SELECT max(launch_id) FROM received;
