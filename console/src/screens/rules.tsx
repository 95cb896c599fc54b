// The policy that decides: its rules and how they stand, its lists, drafts of others, and those that were.
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Api, dataOf, type LivePolicy, type Me, type PolicyDraft, type Schemas } from "../api/client";
import { PolicyVersions, publisherInWords } from "../parts/policy-versions";
import { RearmDialog } from "../parts/rearm-dialog";
import { useColumns } from "../parts/width";
import { addressOf, go, NEW_LIST } from "../place";
import { MOTION_STATES, moment, OUTCOMES } from "../words";

type StandingRule = Schemas["StandingRule"];
type List = LivePolicy["lists"][number];

export default function Rules({ api, me }: { api: Api; me: Me }) {
  const display = useColumns();
  const [back, setBack] = useState<StandingRule | null>(null);
  const live = useQuery({ queryKey: ["policy"], queryFn: () => dataOf(api.GET("/console/policy")) });
  const drafts = useQuery({ queryKey: ["policy-drafts"], queryFn: () => dataOf(api.GET("/console/policy-drafts")) });
  const problem = live.error ?? drafts.error;
  const isAnyDemoted = live.data?.rules.some(isDemoted) ?? false;
  const acting = me.acts.includes("rearm_rules") && isAnyDemoted ? ["back"] : [];
  const all = [...(drafts.data?.open ?? []), ...(drafts.data?.closed ?? [])];
  return (
    <SpaceBetween size="l">
      <Header
        actions={
          me.acts.includes("draft_policies") && live.data ? (
            <Button onClick={() => go({ screen: "draft", draftId: "new", versionId: "", list: "" })} variant="primary">
              Start a draft
            </Button>
          ) : null
        }
        description="What decides about payments. A change is drafted, checked, tried on past payments, and put in force by somebody else."
        variant="h1"
      >
        Rules
      </Header>
      {problem ? <Alert type="error">{problem.message}</Alert> : null}
      {live.data ? <Live live={live.data} /> : null}
      <Table
        ariaLabels={{ tableLabel: "Rules" }}
        columnDefinitions={me.acts.includes("rearm_rules") ? [...RULES, backColumn(setBack)] : RULES}
        columnDisplay={display(["code", "standing", "weight", "expected", "lately", "guard", ...acting], ["code", "standing", ...acting])}
        empty={<Box textAlign="center">No rules.</Box>}
        enableKeyboardNavigation
        header={
          <Header counter={live.data ? `(${live.data.rules.length})` : undefined} variant="h2">
            In force
          </Header>
        }
        items={live.data?.rules ?? []}
        loading={live.isPending}
        loadingText="Loading the rules"
        trackBy="code"
        variant="container"
        wrapLines
      />
      {back ? <RearmDialog api={api} onDone={() => setBack(null)} rule={back} /> : null}
      <Table
        ariaLabels={{ tableLabel: "Lists" }}
        columnDefinitions={LISTS}
        columnDisplay={display(["list", "name", "entries"], ["list", "entries"])}
        empty={<Box textAlign="center">The live policy has no list in a file.</Box>}
        enableKeyboardNavigation
        header={
          <Header
            actions={
              me.acts.includes("draft_policies") ? (
                <Button onClick={() => go({ screen: "draft", draftId: "new", versionId: "", list: NEW_LIST })}>New list</Button>
              ) : null
            }
            counter={live.data ? `(${live.data.lists.length})` : undefined}
            description="Those in files of their own. Open one to read it, and to change it by a draft."
            variant="h2"
          >
            Lists
          </Header>
        }
        items={live.data?.lists ?? []}
        loading={live.isPending}
        loadingText="Loading the lists"
        trackBy="name"
        variant="container"
        wrapLines
      />
      <Table
        ariaLabels={{ tableLabel: "Drafts" }}
        columnDefinitions={DRAFTS}
        columnDisplay={display(["version", "state", "note", "authors", "changed"], ["version", "state"])}
        empty={<Box textAlign="center">Nobody has drafted another policy.</Box>}
        enableKeyboardNavigation
        header={
          <Header counter={drafts.data ? `(${drafts.data.open.length} open)` : undefined} variant="h2">
            Drafts
          </Header>
        }
        items={all}
        loading={drafts.isPending}
        loadingText="Loading the drafts"
        trackBy="draft_id"
        variant="container"
        wrapLines
      />
      <PolicyVersions api={api} list="" />
    </SpaceBetween>
  );
}

function Live({ live }: { live: LivePolicy }) {
  const { checked, publication, thresholds } = live;
  if (live.base === null) return <Alert type="info">The bucket holds no policy. The one that is built in decides.</Alert>;
  return (
    <SpaceBetween size="l">
      {checked && !checked.is_good ? (
        <Alert header="The live policy is refused" type="error">
          Functions decide by the last good one. Open a version below, or draft a policy without these problems:{" "}
          <span className="anywhere">{checked.problems.map((one) => `${one.part}: ${one.message}`).join("; ")}</span>
        </Alert>
      ) : null}
      <Container>
        <KeyValuePairs
          columns={4}
          items={[
            { label: "Version", value: <span className="anywhere">{checked?.version ?? "–"}</span> },
            { label: "Since", value: live.since ? moment(live.since) : "–" },
            {
              label: "Put in force by",
              value: <span className="anywhere">{publisherInWords(publication)}</span>,
            },
            {
              label: "Outcomes",
              value: thresholds ? `Reviewed from ${thresholds.review}, blocked from ${thresholds.block}` : "–",
            },
          ]}
          minColumnWidth={150}
        />
      </Container>
    </SpaceBetween>
  );
}

const percent = (part: number) => `${Number((100 * part).toFixed(2))} %`;

function ofCards({ seen, hit }: Schemas["PeopleHit"]): string {
  const [all = 0] = seen;
  const [some = 0] = hit;
  return `${some.toLocaleString("en")} of ${all.toLocaleString("en")} cards`;
}

const STANDINGS: Record<StandingRule["standing"], "success" | "info" | "stopped" | "warning"> = {
  live: "success",
  shadow: "info",
  off: "stopped",
  demoted: "warning",
};

const GUARD: Record<string, string> = {
  demoted: "Demoted: it hits too many",
  restored: "Live again",
  rearmed: "Put back",
  silent: "It hits too few",
  trial: "On trial",
  trusted: "Trusted",
};

function guardInWords({ finding }: StandingRule): string {
  if (!finding) return "–";
  const words = GUARD[finding.standing] ?? finding.standing;
  const by = finding.by ? ` by ${finding.by}` : "";
  const until = finding.standing === "demoted" ? `, judged anew ${moment(finding.until)}` : "";
  return `${words}${by}, ${moment(finding.since)}: ${ofCards(finding.figures)}${until}`;
}

function weightInWords({ outcome, points }: StandingRule): string {
  if (outcome) return OUTCOMES[outcome] ?? outcome;
  return points === undefined ? "–" : `${points} points`;
}

const RULES: TableProps.ColumnDefinition<StandingRule>[] = [
  { id: "code", header: "Rule", isRowHeader: true, minWidth: 180, cell: (rule) => <Code rule={rule} /> },
  {
    id: "standing",
    header: "Stands",
    minWidth: 110,
    cell: (rule) => (
      <StatusIndicator type={STANDINGS[rule.standing]} wrapText={false}>
        {rule.standing}
      </StatusIndicator>
    ),
  },
  {
    id: "weight",
    header: "Weighs",
    minWidth: 100,
    cell: (rule) => <span className="amount">{weightInWords(rule)}</span>,
  },
  {
    id: "expected",
    header: "Should hit",
    minWidth: 120,
    cell: (rule) => (rule.hit_rate ? `${percent(rule.hit_rate.min)} to ${percent(rule.hit_rate.max)}` : "–"),
  },
  { id: "lately", header: "Hit in two hours", minWidth: 130, cell: (rule) => (rule.lately ? ofCards(rule.lately) : "–") },
  { id: "guard", header: "The guard", minWidth: 180, cell: (rule) => <span className="anywhere">{guardInWords(rule)}</span> },
];

const isDemoted = (rule: StandingRule) => rule.standing === "demoted";

function backColumn(putBack: (rule: StandingRule) => void): TableProps.ColumnDefinition<StandingRule> {
  return {
    id: "back",
    header: "Acts",
    minWidth: 120,
    cell: (rule) =>
      isDemoted(rule) ? (
        <Button ariaLabel={`Put back… ${rule.code}`} onClick={() => putBack(rule)} variant="inline-link">
          Put back…
        </Button>
      ) : null,
  };
}

function Code({ rule }: { rule: StandingRule }) {
  return (
    <>
      <span className="anywhere">{rule.code}</span>
      <Box color="text-body-secondary" fontSize="body-s">
        <span className="anywhere clamp">{rule.when.trim()}</span>
      </Box>
    </>
  );
}

const LISTS: TableProps.ColumnDefinition<List>[] = [
  {
    id: "list",
    header: "File",
    isRowHeader: true,
    minWidth: 180,
    cell: (one) => (
      <a className="text-link anywhere" href={addressOf({ screen: "draft", draftId: "new", versionId: "", list: one.list })}>
        {one.list}
      </a>
    ),
  },
  { id: "name", header: "In conditions", minWidth: 180, cell: (one) => <span className="anywhere">{one.name}</span> },
  { id: "entries", header: "Entries", minWidth: 100, cell: (one) => one.entries.toLocaleString("en") },
];

const DRAFTS: TableProps.ColumnDefinition<PolicyDraft>[] = [
  {
    id: "version",
    header: "Draft",
    isRowHeader: true,
    minWidth: 150,
    cell: (draft) => (
      <a className="text-link anywhere clamp" href={addressOf({ screen: "draft", draftId: draft.draft_id, versionId: "", list: "" })}>
        {draft.list ?? draft.names ?? "Not a good policy yet"}
      </a>
    ),
  },
  { id: "state", header: "State", minWidth: 190, cell: (draft) => <DraftState draft={draft} /> },
  { id: "note", header: "What for", minWidth: 200, cell: (draft) => <span className="anywhere clamp">{draft.note}</span> },
  { id: "authors", header: "Written by", width: 190, cell: (draft) => <span className="anywhere">{draft.authors.join(", ")}</span> },
  { id: "changed", header: "Changed (your time)", minWidth: 160, cell: (draft) => moment(draft.changed_at) },
];

function DraftState({ draft }: { draft: PolicyDraft }) {
  const { type, words } = MOTION_STATES[draft.state];
  if (draft.is_outdated) return <StatusIndicator type="warning">Out of date</StatusIndicator>;
  return (
    <>
      <StatusIndicator type={type} wrapText={false}>
        {words}
      </StatusIndicator>
      {draft.ruling ? (
        <Box color="text-body-secondary" fontSize="body-s">
          <span className="anywhere">{draft.ruling.by}</span>
        </Box>
      ) : null}
    </>
  );
}
