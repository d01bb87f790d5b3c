"""The application of the yardstick. It imports nothing of the product, whose hooks and memory it would else bring."""

from flask import Flask

app = Flask(__name__)


@app.get("/")
def hello() -> dict[str, str]:
    return {"hello": "world"}
