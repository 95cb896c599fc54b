// A case: why, what was sent, what was done, and what can be done.
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import Container from "@cloudscape-design/components/container";
import ContentLayout from "@cloudscape-design/components/content-layout";
import FormField from "@cloudscape-design/components/form-field";
import Grid from "@cloudscape-design/components/grid";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import Link from "@cloudscape-design/components/link";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import Textarea from "@cloudscape-design/components/textarea";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ACTS_OF_QUEUE, type Deed, useDeeds } from "../acts";
import { type Api, type CaseAlert, dataOf, type Me, type WholeCase } from "../api/client";
import { CloseDialog } from "../parts/close-dialog";
import { PaymentPart } from "../parts/payment";
import { ReasonDialog } from "../parts/reason-dialog";
import { Reasons } from "../parts/reasons";
import { ReplayPart } from "../parts/replay";
import { Risk } from "../parts/risk";
import { useShortcuts } from "../parts/shortcuts";
import { SnoozeDialog } from "../parts/snooze-dialog";
import { Stale } from "../parts/stale";
import { SurroundingsPart } from "../parts/surroundings";
import { Trail } from "../parts/trail";
import { addressOf, go } from "../place";
import { CLOSURES, moment, money, timeLeft } from "../words";

const FRESH_EVERY_MS = 15_000;

interface Props {
  api: Api;
  caseId: string;
  me: Me;
}

export default function CaseScreen({ api, caseId, me }: Props) {
  const whole = useQuery({
    queryKey: ["case", caseId],
    queryFn: () => dataOf(api.GET("/console/cases/{case_id}", { params: { path: { case_id: caseId } } })),
    refetchInterval: FRESH_EVERY_MS,
  });
  // An answer that fails to come again takes nothing away: somebody may be writing a note.
  if (!whole.data) return whole.error ? <p role="alert">{whole.error.message}</p> : <p className="waiting">Loading…</p>;
  return (
    <>
      <Stale problem={whole.error} />
      <Loaded api={api} me={me} whole={whole.data} />
    </>
  );
}

function Loaded({ api, me, whole }: { api: Api; me: Me; whole: WholeCase }) {
  const { alerts, trail, trail_is_cut: isCut } = whole;
  const found = whole.case;
  const [chosen, setChosen] = useState<string | null>(null);
  const [dialog, setDialog] = useState<"close" | "take over" | "snooze" | Asked | null>(null);
  const alert = alerts.find((one) => one.key_id === chosen) ?? riskiest(alerts);
  const [note, setNote] = useState("");
  const deeds = useDeeds(api, (deed) => {
    setDialog(null);
    // What was not stored stays, and so does what somebody has written since.
    if (deed.kind === "note") setNote((written) => (written.trim() === deed.text ? "" : written));
  });
  const acts = ACTS_OF_QUEUE[found.queue];
  const isOpen = !found.closure;
  const isTaken = found.assignee !== undefined && found.assignee !== me.name;
  const may = (act: Me["acts"][number]) => isOpen && !isTaken && me.acts.includes(act);
  const mayAssign = isOpen && me.acts.includes(acts.assign);
  const mayClose = may(acts.close);
  const mayLabel = may(acts.label);
  const isAsleep = isOpen && found.snooze !== undefined && new Date(found.snooze.until) > new Date();
  const take = () => {
    if (!mayAssign) return;
    if (isTaken) setDialog("take over");
    else if (found.assignee === undefined) deeds.mutate({ kind: "assign", caseIds: [found.case_id], to: "me" });
  };
  const label = (verdict: "fraud" | "legitimate") => {
    if (mayLabel && alert) deeds.mutate({ kind: "label", caseId: found.case_id, payment: alert.key_id, label: verdict });
  };
  useShortcuts({
    KeyT: take,
    KeyC: () => mayClose && setDialog("close"),
    KeyF: () => label("fraud"),
    KeyL: () => label("legitimate"),
    KeyQ: () => go({ screen: "queue", queue: found.queue, view: "unassigned" }),
  });
  return (
    <ContentLayout
      header={
        <SpaceBetween size="s">
          <Link href={addressOf({ screen: "queue", queue: found.queue, view: "unassigned" })}>
            {{ payments: "Cases", sanctions: "Sanctions cases", escalated: "Escalated cases" }[found.queue]}
          </Link>
          <Header
            actions={
              <SpaceBetween direction="horizontal" size="xs">
                {mayAssign && found.assignee === me.name ? (
                  <Button
                    loading={deeds.isPending}
                    onClick={() => deeds.mutate({ kind: "assign", caseIds: [found.case_id], to: "nobody" })}
                  >
                    Hand back
                  </Button>
                ) : null}
                {mayAssign && found.assignee !== me.name ? (
                  <Button loading={deeds.isPending} nativeButtonAttributes={keys("Alt+T")} onClick={take}>
                    {isTaken ? "Take over…" : "Take"}
                  </Button>
                ) : null}
                {may(acts.snooze) ? (
                  <Button onClick={() => setDialog(isAsleep ? "wake" : "snooze")}>{isAsleep ? "Back to the queue…" : "Put off…"}</Button>
                ) : null}
                {found.queue === "payments" && may("escalate_cases") ? <Button onClick={() => setDialog("escalate")}>Escalate…</Button> : null}
                {found.queue === "escalated" && may("give_back_cases") ? <Button onClick={() => setDialog("give back")}>Give back…</Button> : null}
                {mayClose ? (
                  <Button nativeButtonAttributes={keys("Alt+C")} onClick={() => setDialog("close")} variant="primary">
                    Close…
                  </Button>
                ) : null}
              </SpaceBetween>
            }
            variant="h1"
          >
            <span className="anywhere">
              {money(found.amount, found.currency)} to {found.merchant}
            </span>
          </Header>
          <Standing whole={whole} />
        </SpaceBetween>
      }
    >
      <Grid gridDefinition={[{ colspan: { default: 12, m: 8 } }, { colspan: { default: 12, m: 4 } }]}>
        <SpaceBetween size="l">
          {found.closure ? (
            <Alert header={`Closed as ${CLOSURES[found.closure.reason]?.toLowerCase()}`} type="success">
              <span className="anywhere">{found.closure.note}</span> – {found.closure.by}, {moment(found.closure.at)}
            </Alert>
          ) : null}
          {isOpen && found.escalation ? (
            <Alert header="Escalated to compliance" type="info">
              <span className="anywhere">{found.escalation.reason}</span> – {found.escalation.by}, {moment(found.escalation.at)}
            </Alert>
          ) : null}
          {isAsleep && found.snooze ? (
            <Alert header={`Put off until ${moment(found.snooze.until)}`} type="info">
              <span className="anywhere">{found.snooze.reason}</span> – {found.snooze.by}
            </Alert>
          ) : null}
          {alerts.length > 1 && alert ? <Chooser alert={alert} alerts={alerts} onChoose={setChosen} /> : null}
          {alert ? <AlertPart alert={alert} api={api} isBusy={deeds.isPending} mayLabel={mayLabel} onLabel={label} /> : null}
          {alert ? <ReplayPart api={api} key={`again ${alert.key_id}`} keyId={alert.key_id} /> : null}
          {alert ? <SurroundingsPart api={api} caseId={found.case_id} key={alert.key_id} keyId={alert.key_id} /> : null}
        </SpaceBetween>
        <SpaceBetween size="l">
          <Container header={<Header variant="h2">Trail</Header>}>
            <Trail entries={trail} isCut={isCut} opened={found.opened_at} />
          </Container>
          {isOpen ? <NoteForm caseId={found.case_id} isBusy={deeds.isPending} onDeed={deeds.mutate} onWrite={setNote} text={note} /> : null}
        </SpaceBetween>
      </Grid>
      {dialog === "close" ? (
        <CloseDialog
          count={1}
          isBusy={deeds.isPending}
          onClose={(reason, note) => deeds.mutate({ kind: "close", caseIds: [found.case_id], reason, note })}
          onDismiss={() => setDialog(null)}
          queue={found.queue}
        />
      ) : null}
      {dialog === "snooze" ? (
        <SnoozeDialog
          isBusy={deeds.isPending}
          onDismiss={() => setDialog(null)}
          onSnooze={(until, reason) => deeds.mutate({ kind: "snooze", caseIds: [found.case_id], until, reason })}
        />
      ) : null}
      {dialog === "escalate" || dialog === "give back" || dialog === "wake" ? (
        <ReasonDialog
          {...QUESTIONS[dialog]}
          isBusy={deeds.isPending}
          onConfirm={(reason) => deeds.mutate(deedOf(dialog, found.case_id, reason))}
          onDismiss={() => setDialog(null)}
        />
      ) : null}
      {dialog === "take over" && found.assignee ? (
        <ReasonDialog
          confirm="Take over"
          header={`Take over from ${found.assignee}`}
          isBusy={deeds.isPending}
          leave="Leave it with them"
          onDismiss={() => setDialog(null)}
          onConfirm={(reason) => deeds.mutate({ kind: "assign", caseIds: [found.case_id], to: "me", reason })}
        />
      ) : null}
    </ContentLayout>
  );
}

type Asked = "escalate" | "give back" | "wake";

const QUESTIONS: Record<Asked, { confirm: string; header: string; leave: string }> = {
  escalate: { confirm: "Escalate", header: "Escalate the case to compliance", leave: "Keep it" },
  "give back": { confirm: "Give back", header: "Give the case back to the analysts", leave: "Keep it" },
  wake: { confirm: "Back to the queue", header: "Have the case back now", leave: "Leave it put off" },
};

function deedOf(asked: Asked, caseId: string, reason: string): Deed {
  const caseIds = [caseId];
  if (asked === "wake") return { kind: "snooze", caseIds, reason };
  return { kind: "escalate", caseIds, to: asked === "escalate" ? "compliance" : "analysts", reason };
}

function keys(shortcut: string) {
  return { "aria-keyshortcuts": shortcut, title: shortcut };
}

function riskiest(alerts: CaseAlert[]): CaseAlert | undefined {
  return [...alerts].sort((one, other) => other.risk_score - one.risk_score)[0];
}

function Standing({ whole }: { whole: WholeCase }) {
  const found = whole.case;
  return (
    <ColumnLayout columns={4} minColumnWidth={150}>
      <Box>
        <Box variant="awsui-key-label">Risk</Box>
        <Risk outcome={found.outcome} score={found.risk_score} />
      </Box>
      <Box>
        <Box variant="awsui-key-label">State</Box>
        <StatusIndicator type={found.closure ? "success" : found.assignee ? "in-progress" : "pending"}>
          {found.closure ? "Closed" : found.assignee ? "In work" : "Unassigned"}
        </StatusIndicator>
        {found.due_at ? <Due at={found.due_at} /> : null}
      </Box>
      <Box>
        <Box variant="awsui-key-label">Whose</Box>
        <span className="anywhere">{found.assignee ?? "Nobody"}</span>
      </Box>
      <Box>
        <Box variant="awsui-key-label">Alerts</Box>
        {found.alert_count}, the last {moment(found.last_alert_at)}
      </Box>
    </ColumnLayout>
  );
}

function Due({ at }: { at: string }) {
  const { isOverdue, words } = timeLeft(at, Date.now());
  return <div className={isOverdue ? "due due-over" : "due"}>{words}</div>;
}

interface ChooserProps {
  alert: CaseAlert;
  alerts: CaseAlert[];
  onChoose: (keyId: string) => void;
}

function Chooser({ alert, alerts, onChoose }: ChooserProps) {
  const option = (one: CaseAlert) => ({
    value: one.key_id,
    label: `${money(one.amount, one.currency)} to ${one.merchant}`,
    description: `${moment(one.event_time)}, risk ${Math.round(one.risk_score)}`,
  });
  return (
    <FormField label={`Payment (${alerts.length} in this case)`}>
      <Select
        onChange={({ detail }) => onChoose(detail.selectedOption.value ?? alert.key_id)}
        options={alerts.map(option)}
        selectedOption={option(alert)}
      />
    </FormField>
  );
}

interface AlertProps {
  alert: CaseAlert;
  api: Api;
  isBusy: boolean;
  mayLabel: boolean;
  onLabel: (verdict: "fraud" | "legitimate") => void;
}

function AlertPart({ alert, api, isBusy, mayLabel, onLabel }: AlertProps) {
  const payment = useQuery({
    queryKey: ["payment", alert.key_id],
    queryFn: () => dataOf(api.GET("/console/payments/{key_id}", { params: { path: { key_id: alert.key_id } } })),
  });
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">Why</Header>}>
        <SpaceBetween size="m">
          {alert.forced_by ? (
            <Alert type="warning">
              {alert.forced_by} decided, whatever the score.
            </Alert>
          ) : null}
          <Reasons alert={alert} />
        </SpaceBetween>
      </Container>
      {alert.matches?.length ? <Matches alert={alert} /> : null}
      <Container
        header={
          <Header
            actions={
              mayLabel ? (
                <SpaceBetween direction="horizontal" size="xs">
                  <Button loading={isBusy} nativeButtonAttributes={keys("Alt+F")} onClick={() => onLabel("fraud")}>
                    Fraud
                  </Button>
                  <Button loading={isBusy} nativeButtonAttributes={keys("Alt+L")} onClick={() => onLabel("legitimate")}>
                    Legitimate
                  </Button>
                </SpaceBetween>
              ) : undefined
            }
            variant="h2"
          >
            The payment
          </Header>
        }
      >
        {payment.data ? <PaymentPart payment={payment.data} /> : <Gone problem={payment.error} />}
      </Container>
    </SpaceBetween>
  );
}

function Gone({ problem }: { problem: Error | null }) {
  return problem ? <p role="alert">{problem.message}</p> : <p>Loading…</p>;
}

function Matches({ alert }: { alert: CaseAlert }) {
  return (
    <Container header={<Header variant="h2">On a sanctions list</Header>}>
      <SpaceBetween size="m">
        {alert.matches?.map((match) => (
          <KeyValuePairs
            columns={4}
            items={[
              { label: "Party", value: <span className="anywhere">{match.name ?? match.party_key}</span> },
              { label: "Listed as", value: <span className="anywhere">{match.listed_name}</span> },
              { label: "Entry", value: <span className="anywhere">{match.entry}</span> },
              { label: "Likeness", value: match.score.toFixed(1) },
              {
                label: "Next",
                value: (
                  <Link href={addressOf({ screen: "watchlist", name: match.name ?? match.listed_name, party: match.party_key })}>
                    Look it up and decide
                  </Link>
                ),
              },
            ]}
            key={`${match.party_key} ${match.entry}`}
            minColumnWidth={150}
          />
        ))}
      </SpaceBetween>
    </Container>
  );
}

interface NoteFormProps {
  caseId: string;
  isBusy: boolean;
  onDeed: (deed: Deed) => void;
  onWrite: (text: string) => void;
  text: string;
}

function NoteForm({ caseId, isBusy, onDeed, onWrite, text }: NoteFormProps) {
  const submit = () => {
    if (text.trim()) onDeed({ kind: "note", caseId, text: text.trim() });
  };
  return (
    <Container header={<Header variant="h2">Note</Header>}>
      <SpaceBetween size="s">
        <FormField description="It stays in the trail. No card numbers." label="What did you find out?">
          <Textarea onChange={({ detail }) => onWrite(detail.value)} rows={3} value={text} />
        </FormField>
        <Button disabled={!text.trim()} loading={isBusy} onClick={submit}>
          Add note
        </Button>
      </SpaceBetween>
    </Container>
  );
}
