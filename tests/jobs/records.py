"""Import records for tests, with every field that a test does not name left out."""

import io
import json


def record(number=1, night="2021-03-14", **fields):
    return {"board": "appgroep", "advert_id": f"a{number}", "observed_at": night, "municipality": "Assen", **fields}


def jsonl(*records):
    return io.BytesIO("".join(json.dumps(each) + "\n" for each in records).encode())
