"""The launched emulator, from outside: a table's stream, a mapping, and a function under `provided.al2023`."""

import io
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request
import zipfile
from pathlib import Path

import botocore.session
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

HERE = Path(__file__).parent
SECONDS_MAX = 20
STREAM_READ = ["dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:DescribeStream", "dynamodb:ListStreams"]
TRUST = {
    "Version": "2012-10-17",
    "Statement": [{
        "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"},
    }],
}


class LaunchedEmulator(unittest.TestCase):
    """Starts an emulator for the tests of one class, and puts functions behind streams."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.calls_file = Path(cls.folder.name, "calls.jsonl")
        cls.log = open(Path(cls.folder.name, "log"), "w+", encoding="utf-8")
        cls.addClassCleanup(cls.log.close)
        cls.process = subprocess.Popen(
            [sys.executable, str(HERE.parent / "launcher.py"), "--port", "0", "--call-record", str(cls.calls_file)],
            stdout=cls.log, stderr=subprocess.STDOUT,
        )
        cls.addClassCleanup(cls.stop)
        cls.endpoint = eventually(cls.ready)
        session = botocore.session.Session()
        session.set_credentials("test", "test")
        cls.tables, cls.streams, cls.roles, cls.functions, cls.objects, cls.queues, cls.people = (
            session.create_client(service, region_name="us-east-1", endpoint_url=cls.endpoint)
            for service in ("dynamodb", "dynamodbstreams", "iam", "lambda", "s3", "sqs", "cognito-idp")
        )

    @classmethod
    def stop(cls):
        if cls.process.poll() is None:
            cls.process.send_signal(signal.SIGTERM)
            cls.process.wait(SECONDS_MAX)

    @classmethod
    def ready(cls) -> str | None:
        if cls.process.poll() is not None:
            raise AssertionError(f"the launcher ended: {cls.written()}")
        lines = [line for line in cls.written().splitlines() if line.startswith("ready ")]
        return lines[0].split()[1] if lines else None

    @classmethod
    def written(cls) -> str:
        return Path(cls.log.name).read_text(encoding="utf-8")

    def deploy(self, name: str, actions: list) -> Path:
        """A table, its mapped function whose role may do `actions`, a queue for what it gives up on. The file that the
        function writes to is returned."""
        table = self.tables.create_table(
            TableName=name,
            KeySchema=[{"AttributeName": "key_id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "key_id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
            StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
        )["TableDescription"]
        url = self.queues.create_queue(QueueName=f"{name}-failures")["QueueUrl"]
        queue_arn = self.queues.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        role = self.roles.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(TRUST))["Role"]["Arn"]
        self.roles.put_role_policy(RoleName=name, PolicyName="all", PolicyDocument=json.dumps({
            "Version": "2012-10-17",
            "Statement": [{
                "Effect": "Allow", "Action": actions, "Resource": [table["LatestStreamArn"], queue_arn],
            }],
        }))
        done = Path(self.folder.name, f"{name}-done")
        done.touch()
        self.create_function(name, role, done)
        self.functions.create_event_source_mapping(
            EventSourceArn=table["LatestStreamArn"],
            FunctionName=name,
            StartingPosition="TRIM_HORIZON",
            BatchSize=100,
            BisectBatchOnFunctionError=True,
            MaximumRetryAttempts=3,
            FunctionResponseTypes=["ReportBatchItemFailures"],
            FilterCriteria={"Filters": [{"Pattern": json.dumps({"eventName": ["INSERT"]})}]},
            DestinationConfig={"OnFailure": {"Destination": queue_arn}},
        )
        return done

    def create_function(self, name: str, role: str, done: Path) -> None:
        package = io.BytesIO()
        with zipfile.ZipFile(package, "w") as archive:
            archive.write(HERE / "stream_function.py", "bootstrap")
        self.functions.create_function(
            FunctionName=name,
            Runtime="provided.al2023",
            Handler="bootstrap",
            Role=role,
            Code={"ZipFile": package.getvalue()},
            Environment={"Variables": {"DONE_FILE": str(done)}},
        )

    def put(self, table: str, keys: list) -> None:
        for key in keys:
            self.tables.put_item(TableName=table, Item={"key_id": {"S": key}})

    def failures(self, name: str) -> list:
        url = self.queues.get_queue_url(QueueName=f"{name}-failures")["QueueUrl"]
        answer = self.queues.receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=0)
        return [json.loads(message["Body"]) for message in answer.get("Messages", [])]

    def calls(self, caller: str) -> list:
        lines = self.calls_file.read_text(encoding="utf-8").splitlines()
        return [call for call in map(json.loads, lines) if call["caller"] == caller]


class Running(LaunchedEmulator):
    def test_a_poison_record_ends_in_the_on_failure_queue_and_its_neighbours_are_done(self):
        done = self.deploy("scored", STREAM_READ + ["sqs:SendMessage"])
        neighbours = [f"good-{number}" for number in range(20)]
        self.put("scored", ["slow"] + neighbours[:10] + ["poison"] + neighbours[10:])

        message = eventually(lambda: self.failures("scored"))[0]
        eventually(lambda: set(neighbours) <= {line.split()[1] for line in done.read_text().splitlines()})
        self.assertGreater(max(int(line.split()[2]) for line in done.read_text().splitlines()), 10)

        self.assertEqual(message["requestContext"]["condition"], "RetryAttemptsExhausted")
        self.assertEqual(message["requestContext"]["approximateInvokeCount"], 4)
        self.assertEqual(message["DDBStreamBatchInfo"]["batchSize"], 1)
        self.assertEqual(self.record_at(message["DDBStreamBatchInfo"]), "poison")
        self.assertEqual(len(self.failures("scored")), 1)

        calls = self.calls("scored")
        self.assertTrue(all(call["allowed"] for call in calls))
        self.assertEqual({call["action"] for call in calls}, {*STREAM_READ[:3], "sqs:SendMessage"})
        table = "arn:aws:dynamodb:us-east-1:000000000000:table/scored"
        self.assertIn(("dynamodb:PutItem", table), {(call["action"], call["resource"]) for call in self.calls("root")})

    def record_at(self, place: dict) -> str:
        """The message names the record, so that it can be read from the stream and sent again."""
        iterator = self.streams.get_shard_iterator(
            StreamArn=place["streamArn"],
            ShardId=place["shardId"],
            ShardIteratorType="AT_SEQUENCE_NUMBER",
            SequenceNumber=place["startSequenceNumber"],
        )["ShardIterator"]
        records = self.streams.get_records(ShardIterator=iterator, Limit=1)["Records"]
        return records[0]["dynamodb"]["Keys"]["key_id"]["S"]

    def test_a_role_without_the_stream_permission_delivers_nothing(self):
        done = self.deploy("refused", STREAM_READ[1:])
        self.put("refused", ["good"])
        refusal = eventually(lambda: [call for call in self.calls("refused") if not call["allowed"]])[0]
        self.assertEqual((refusal["action"], refusal["session"]), ("dynamodb:GetRecords", "refused"))
        self.assertEqual(done.read_text(), "")

    def test_retries_of_one_mapping_do_not_hold_up_another(self):
        self.deploy("stuck", STREAM_READ + ["sqs:SendMessage"])
        done = self.deploy("flowing", STREAM_READ)
        self.put("flowing", ["good-0"])  # starts the function
        eventually(lambda: "good-0" in done.read_text())
        self.put("stuck", ["poison-0", "poison-1", "poison-2"])
        started = time.monotonic()
        self.put("flowing", ["good-1"])
        eventually(lambda: "good-1" in done.read_text())
        self.assertLess(time.monotonic() - started, 1.0)
        eventually(lambda: len(self.failures("stuck")) == 3)

    def test_a_policy_that_refuses_plain_http_is_deployed_as_it_is(self):
        url = self.queues.create_queue(QueueName="tls-only")["QueueUrl"]
        arn = self.queues.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        self.queues.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps({
            "Version": "2012-10-17",
            "Statement": [{
                "Effect": "Deny",
                "Principal": "*",
                "Action": "sqs:SendMessage",
                "Resource": arn,
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            }],
        })})
        self.assertTrue(self.queues.send_message(QueueUrl=url, MessageBody="sent")["MessageId"])

    def test_a_copy_on_condition_replaces_nothing(self):
        self.objects.create_bucket(Bucket="copies")
        self.objects.put_object(Bucket="copies", Key="from", Body=b"new")
        copy = {"Bucket": "copies", "CopySource": "copies/from", "IfNoneMatch": "*"}
        self.objects.copy_object(Key="to", **copy)
        self.objects.put_object(Bucket="copies", Key="there", Body=b"old")
        with self.assertRaises(ClientError) as refused:
            self.objects.copy_object(Key="there", **copy)
        self.assertEqual(refused.exception.response["Error"]["Code"], "PreconditionFailed")
        bodies = [self.objects.get_object(Bucket="copies", Key=key)["Body"].read() for key in ("to", "there")]
        self.assertEqual(bodies, [b"new", b"old"])

    def test_an_address_is_an_alias_once_it_is_confirmed_and_of_one_person(self):
        # A password is as long as the policy says, and of whatever it does not mention.
        policy = {"PasswordPolicy": {"MinimumLength": 12}}
        names = {"AliasAttributes": ["email"], "AutoVerifiedAttributes": ["email"]}
        pool = self.people.create_user_pool(PoolName="people", Policies=policy, **names)
        flows = ["ALLOW_USER_PASSWORD_AUTH"]
        client = self.people.create_user_pool_client(
            UserPoolId=pool["UserPool"]["Id"], ClientName="app", ExplicitAuthFlows=flows, PreventUserExistenceErrors="ENABLED",
        )["UserPoolClient"]["ClientId"]

        def sign_up(name):
            address = [{"Name": "email", "Value": "ada@example.com"}]
            self.people.sign_up(ClientId=client, Username=name, Password="four quiet horses", UserAttributes=address)

        def sign_in():
            secrets = {"USERNAME": "ada@example.com", "PASSWORD": "four quiet horses"}
            return self.people.initiate_auth(ClientId=client, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=secrets)

        sign_up("first")
        with self.assertRaises(ClientError):
            sign_in()
        self.people.confirm_sign_up(ClientId=client, Username="first", ConfirmationCode="123456")
        self.assertTrue(sign_in()["AuthenticationResult"]["IdToken"])
        # Nobody is told before the code that there is somebody with this address.
        sign_up("second")
        with self.assertRaises(ClientError) as refused:
            self.people.confirm_sign_up(ClientId=client, Username="second", ConfirmationCode="123456")
        self.assertEqual(refused.exception.response["Error"]["Code"], "AliasExistsException")

    def test_a_call_in_cbor_is_recorded_as_what_it_is(self):
        url = f"{self.endpoint}/service/GraniteServiceVersion20100801/operation/DescribeAlarms"
        headers = {"smithy-protocol": "rpc-v2-cbor", "content-type": "application/cbor"}
        request = AWSRequest("POST", url, headers, b"\xa0")  # a map without members
        SigV4Auth(Credentials("test", "test"), "monitoring", "us-east-1").add_auth(request)
        sent = urllib.request.Request(url, request.body, dict(request.headers.items()), method="POST")
        with urllib.request.urlopen(sent, timeout=SECONDS_MAX) as answer:
            self.assertEqual(answer.status, 200)
        calls = [json.loads(line) for line in self.calls_file.read_text(encoding="utf-8").splitlines()]
        self.assertIn(("cloudwatch:DescribeAlarms", "*"), [(call["action"], call["resource"]) for call in calls])

    def test_a_taken_port_is_said_in_one_line(self):
        port = self.endpoint.rpartition(":")[2]
        second = subprocess.run(
            [sys.executable, str(HERE.parent / "launcher.py"), "--port", port], capture_output=True, text=True,
        )
        self.assertEqual(second.returncode, 1)
        self.assertRegex(second.stderr, rf"^The local cloud cannot listen on 127\.0\.0\.1:{port}: [^\n]+\n$")


class Stopping(LaunchedEmulator):
    def test_leaves_no_process_behind(self):
        done = self.deploy("ended", STREAM_READ)
        self.put("ended", ["good"])
        function = int(eventually(done.read_text).split()[0])
        started = time.monotonic()
        self.stop()
        self.assertLess(time.monotonic() - started, 3.0)
        self.assertEqual(self.process.returncode, 0)
        with self.assertRaises(ProcessLookupError):
            os.kill(function, 0)


def eventually(condition):
    """Asks until the answer is true, and returns it."""
    deadline = time.monotonic() + SECONDS_MAX
    while True:
        answer = condition()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"did not come true within {SECONDS_MAX} s")
        time.sleep(0.02)


if __name__ == "__main__":
    unittest.main()
