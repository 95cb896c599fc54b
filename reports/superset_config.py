"""How Superset runs for reports: for one person, on loopback, with its own files in one folder and no word to anybody.

Superset reads this when it starts (`SUPERSET_CONFIG_PATH`); `dashboards.py` says in the environment which folder it is.
"""

import copy
import os
from pathlib import Path

from superset.config import TALISMAN_CONFIG as TALISMAN_DEFAULTS

STATE = Path(os.environ["TOLLGATE_REPORTS"])

# Signs sessions. It is made at the first start, and nobody else may read it.
SECRET_KEY = (STATE / "secret-key").read_text()
SQLALCHEMY_DATABASE_URI = f"sqlite:///{STATE / 'superset.db'}?check_same_thread=false"
SQLALCHEMY_TRACK_MODIFICATIONS = False

# A name that somebody else's page has resolved to this machine is not one of ours.
TRUSTED_HOSTS = ["127.0.0.1", "localhost"]
SESSION_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_NAME = "tollgate-reports"

# Pages load nothing from elsewhere: no maps, no fonts, and not Superset's counter of visits.
TALISMAN_CONFIG = copy.deepcopy(TALISMAN_DEFAULTS)
POLICY = TALISMAN_CONFIG["content_security_policy"]
for allowed in ("img-src", "connect-src", "style-src", "font-src"):
    POLICY[allowed] = [source for source in POLICY[allowed] if "." not in source]

APP_NAME = "Tollgate reports"
