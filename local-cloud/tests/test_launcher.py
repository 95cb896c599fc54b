"""What the launcher checks and sets before the emulator runs."""

import os
import sys
import unittest
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).parent.parent))

import launcher


class Launcher(unittest.TestCase):
    def test_refuses_another_emulator(self):
        with mock.patch.object(launcher, "version", return_value="1.6.0"), self.assertRaises(SystemExit) as refused:
            launcher.refuse_other_emulator()
        self.assertRegex(str(refused.exception), r"^The local cloud needs ministack 1\.5\.33, found 1\.6\.0: [^\n]+$")

    def test_refuses_a_missing_emulator(self):
        missing = launcher.PackageNotFoundError("ministack")
        with mock.patch.object(launcher, "version", side_effect=missing), self.assertRaises(SystemExit) as refused:
            launcher.refuse_other_emulator()
        self.assertIn("found none", str(refused.exception))

    def test_takes_the_developers_own_account_away(self):
        own = {"AWS_PROFILE": "production", "AWS_SESSION_TOKEN": "secret", "NO_PROXY": "example.org"}
        with mock.patch.dict(os.environ, own):
            launcher.set_environment(4999)
            aws = {name: value for name, value in os.environ.items() if name.startswith("AWS_")}
            self.assertEqual(aws, {"AWS_DEFAULT_REGION": "us-east-1", "AWS_ENDPOINT_URL": "http://127.0.0.1:4999"})
            self.assertEqual(os.environ["NO_PROXY"], "example.org,127.0.0.1,localhost")


if __name__ == "__main__":
    unittest.main()
