"""Alarms as Terraform reads them. In the Query protocol, which its provider speaks, the emulator describes a metric alarm
without its actions, dimensions, period and statistic, and every plan would want to write them again. In JSON it
describes them whole."""

import json
from xml.sax.saxutils import escape


def describe_alarms_whole(cloudwatch) -> None:
    describe = cloudwatch._describe_alarms

    def described(params, cbor_data, is_cbor, is_json=False):
        if is_cbor or is_json:
            return describe(params, cbor_data, is_cbor, is_json)
        status, headers, body = describe(params, _query_as_json(cloudwatch, params), False, True)
        if status != 200:
            return describe(params, cbor_data, is_cbor, is_json)
        answer = json.loads(body)
        for alarm in answer["MetricAlarms"]:
            if alarm.get("ExtendedStatistic"):
                alarm["Statistic"] = None  # one excludes the other; the emulator fills this one in
        members = "".join(_element(name, value) for name, value in answer.items())
        return cloudwatch._xml(200, "DescribeAlarmsResponse", f"<DescribeAlarmsResult>{members}</DescribeAlarmsResult>")

    cloudwatch._describe_alarms = described


def _query_as_json(cloudwatch, params) -> dict:
    value = lambda name: cloudwatch._p(params, name)
    data = {name: value(name) for name in ("AlarmNamePrefix", "StateValue", "MaxRecords", "NextToken") if value(name)}
    for name in ("AlarmNames", "AlarmTypes"):
        data[name] = [member for i in range(1, 101) if (member := value(f"{name}.member.{i}"))]
    return data


def _element(name: str, value) -> str:
    if value is None or name.endswith("Timestamp"):  # optional, and in JSON a number where the Query protocol has a text
        return ""
    if isinstance(value, list):
        text = "".join(_element("member", item) for item in value)
    elif isinstance(value, dict):
        text = "".join(_element(key, item) for key, item in value.items())
    elif isinstance(value, bool):
        text = str(value).lower()
    else:
        text = escape(str(value))
    return f"<{name}>{text}</{name}>"
