"""preflight.sh on machines that lack something: made-up tools in a folder that is the whole PATH."""

import shutil
import socket
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

PREFLIGHT = Path(__file__).parent.parent / "preflight.sh"


class Preflight(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        for tool in ("cut", "sed"):
            self.folder.joinpath(tool).symlink_to(shutil.which(tool))
        self.tool("cargo", "cargo 1.94.1")
        self.tool("rustc", "rustc 1.94.1 (0123456 2026-03-26)")
        self.tool("cc", "")
        self.tool("terraform", "Terraform v1.11.4")
        self.tool("python3", f'exec "{sys.executable}" "$@"', runs=True)

    def tool(self, name: str, output: str, runs: bool = False) -> None:
        path = self.folder / name
        path.write_text(f"#!/bin/sh\n{output}\n" if runs else f"#!/bin/sh\necho '{output}'\n")
        path.chmod(0o755)

    def check(self, *starts: str, ports: tuple = ()) -> None:
        result = subprocess.run(
            ["/bin/sh", str(PREFLIGHT), *ports], env={"PATH": str(self.folder)}, capture_output=True, text=True,
        )
        lines = result.stderr.splitlines()
        self.assertEqual(len(lines), len(starts), lines)
        for line, start in zip(lines, starts):
            self.assertTrue(line.startswith(start), line)
        self.assertEqual((result.returncode, result.stdout), (1 if starts else 0, ""))

    def test_nothing_missing(self):
        self.check()

    def test_everything_missing_is_said_at_once(self):
        for tool in ("cargo", "cc", "terraform", "python3"):
            self.folder.joinpath(tool).unlink()
        self.check("Rust (cargo, rustc) is missing", "A C compiler", "Python is missing", "Terraform is missing")

    def test_what_is_too_old(self):
        self.tool("rustc", "rustc 1.93.1 (0123456 2026-01-22)")
        self.tool("terraform", "Terraform v1.9.8")
        self.tool("python3", "3.9.18")
        self.check("Rust 1.93.1 is too old: 1.94", "Python 3.9.18 is too old: ", "Terraform 1.9.8 is too old: ")

    def test_the_third_number_counts(self):
        self.tool("rustc", "rustc 1.94.0 (0123456 2026-03-05)")
        self.check("Rust 1.94.0 is too old: 1.94.1")

    def test_a_version_of_fewer_numbers_is_read(self):
        self.tool("rustc", "rustc 1.95")
        self.check()
        self.tool("rustc", "rustc 1.94")
        self.check("Rust 1.94 is too old: 1.94.1")

    def test_later_versions_do(self):
        self.tool("rustc", "rustc 2.0.0-nightly (0123456 2026-03-05)")
        self.tool("terraform", "Terraform v1.100.0\non linux_amd64")
        self.check()

    def test_python_without_venv(self):
        self.tool("python3", 'case "$2" in *ensurepip*) exit 1;; *) echo 3.12.3;; esac', runs=True)
        self.check("Python's venv module is missing")

    def table(self, returncode: int) -> dict[str, str]:
        for tool in ("df", "awk"):
            self.folder.joinpath(tool).symlink_to(shutil.which(tool))
        result = subprocess.run(
            ["/bin/sh", str(PREFLIGHT), "--table"], env={"PATH": str(self.folder)}, capture_output=True, text=True,
        )
        self.assertEqual((result.returncode, result.stderr), (returncode, ""))
        return {line[:14].strip(): line[15:] for line in result.stdout.splitlines()}

    def test_the_reports_are_left_out_where_no_python_suits_them(self):
        self.tool("python3", "3.13.1")
        self.assertRegex(self.table(0)["Superset"], r"^no Python for it +there is no `make reports`")

    def test_the_reports_take_a_python_that_suits_them_beside_a_later_one(self):
        self.tool("python3", "3.13.1")
        self.tool("python3.11", "3.11.2")
        self.assertRegex(self.table(0)["Superset"], r"^by python3.11 +good$")

    def test_the_table_says_what_is_there_and_what_is_left_out_without_the_rest(self):
        self.folder.joinpath("cc").unlink()
        rows = self.table(1)
        self.assertRegex(rows["Rust"], r"^1\.94\.1 +good$")
        self.assertRegex(rows["C compiler"], r"^missing +NEEDED: A C compiler")
        self.assertRegex(rows["tesseract"], r"^missing +scanned documents are read by PP-OCR alone")
        self.assertRegex(rows["PP-OCR"], r"^missing +photographs go to quarantine")
        self.assertRegex(rows["disk"], r"^\d+ GB free")

    def test_a_taken_port(self):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = str(listener.getsockname()[1])
            self.check(f"Port {port} on 127.0.0.1 is taken", ports=(port,))


if __name__ == "__main__":
    unittest.main()
