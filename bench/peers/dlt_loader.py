"""dlt, as its documentation says: a REST source, merged by id, lists and objects kept as JSON."""

import os

import dlt
from dlt.sources.rest_api import rest_api_source

source = rest_api_source(
    {
        "client": {"base_url": os.environ["API"]},
        "resources": [
            {
                "name": "launches",
                "primary_key": "id",
                "write_disposition": "merge",
                "endpoint": {
                    "path": "launches",
                    "data_selector": "docs",
                    "paginator": {
                        "type": "page_number",
                        "base_page": 1,
                        "total_path": None,
                        "stop_after_empty_page": True,
                    },
                },
            }
        ],
    }
)
source.max_table_nesting = 0
destination = dlt.destinations.postgres(os.environ["URI"])
pipeline = dlt.pipeline("bench", destination=destination, dataset_name="peer", pipelines_dir="dlt")
pipeline.run(source)
