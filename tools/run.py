"""Prints the links of a fresh demonstration case and becomes the service (`make run`)."""

import json
import os
import subprocess
import sys
from pathlib import Path

YUNTIAO = str(Path(sys.executable).with_name("yuntiao"))


def demonstration(data: str, base: str) -> str:
    """The case's links, a person a line, as someone who tries the product reads them."""
    made = subprocess.run(
        [YUNTIAO, "demo", "--data", data, "--json"], check=True, capture_output=True, text=True
    )
    case = json.loads(made.stdout)
    lines = [f"演示案件 {case['case_no']} — demonstration case", ""]
    for person, seat in case["people"].items():
        code = f"   验证码 code {seat['code']}" if "code" in seat else ""
        lines.append(f"  {person:<10}{seat['name']}  {base}{seat['link']}{code}")
    return "\n".join(lines)


def main() -> None:
    host, port, udp_port = os.environ["HOST"], os.environ["PORT"], os.environ["UDP_PORT"]
    data = os.environ["DATA"]
    print(demonstration(data, f"http://{host}:{port}"), end="\n\n", flush=True)
    serve = [YUNTIAO, "serve", "--host", host, "--port", port, "--udp-port", udp_port, "--data", data]
    os.execv(YUNTIAO, serve)  # noqa: S606  our own program takes this process's place, and its signals


if __name__ == "__main__":
    main()
