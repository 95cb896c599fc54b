// The audit trail of a day: who did what, when; filtered and exported.
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import TextFilter from "@cloudscape-design/components/text-filter";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Api, type AuditEntry, dataOf } from "../api/client";
import { csv, download } from "../csv";
import { addressOf } from "../place";
import { actInWords, moment } from "../words";

export default function Audit({ api }: { api: Api }) {
  const [day, setDay] = useState(() => new Date().toISOString().slice(0, 10));
  const [filter, setFilter] = useState("");
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(day);
  const trail = useQuery({
    queryKey: ["audit", day],
    queryFn: () => dataOf(api.GET("/console/audit", { params: { query: { day } } })),
    enabled: isDay,
  });
  const wanted = filter.trim().toLowerCase();
  const entries = (trail.data?.entries ?? []).filter((entry) => wordsOf(entry).toLowerCase().includes(wanted));
  const save = () => {
    const head = ["at", "who", "act", "subject", "before", "after", "reason"];
    const rows = entries.map((entry) => [entry.at, entry.who, entry.act, entry.subject, entry.before, entry.after, entry.reason]);
    download(`tollgate-audit-${day}.csv`, csv([head, ...rows]));
  };
  return (
    <>
      <Table
        ariaLabels={{ tableLabel: "Audit trail" }}
        columnDefinitions={[
          { id: "at", header: "When (your time)", minWidth: 160, cell: (entry) => moment(entry.at) },
          { id: "who", header: "Who", isRowHeader: true, minWidth: 160, cell: (entry) => <span className="anywhere">{entry.who}</span> },
          { id: "act", header: "What", minWidth: 140, cell: (entry) => actInWords(entry.act) },
          { id: "subject", header: "Of", minWidth: 140, cell: (entry) => <Subject subject={entry.subject} /> },
          { id: "before", header: "Before", minWidth: 120, cell: (entry) => <span className="anywhere">{entry.before ?? "–"}</span> },
          { id: "after", header: "After", minWidth: 140, cell: (entry) => <span className="anywhere">{entry.after ?? "–"}</span> },
          { id: "reason", header: "Reason", minWidth: 180, cell: (entry) => <span className="anywhere">{entry.reason ?? "–"}</span> },
        ]}
        empty={
          <Box padding="l" textAlign="center">
            {wanted ? "Nothing of this day matches." : "Nobody changed anything on this day."}
          </Box>
        }
        enableKeyboardNavigation
        filter={
          <SpaceBetween direction="horizontal" size="m">
            <FormField label="Day (UTC)">
              <Input onChange={({ detail }) => setDay(detail.value)} placeholder="2026-03-01" value={day} />
            </FormField>
            <FormField label="Filter">
              <TextFilter
                filteringAriaLabel="Filter the trail"
                filteringPlaceholder="Who, what, case"
                filteringText={filter}
                onChange={({ detail }) => setFilter(detail.filteringText)}
              />
            </FormField>
          </SpaceBetween>
        }
        header={
          <Header
            actions={
              <Button disabled={entries.length === 0} iconName="download" onClick={save}>
                Export as CSV
              </Button>
            }
            counter={trail.data ? `(${entries.length})` : undefined}
            description="Everything that people changed. Nobody can alter or delete an entry."
            variant="h1"
          >
            Audit trail
          </Header>
        }
        items={entries}
        loading={trail.isFetching && !trail.data}
        loadingText="Loading the trail"
        variant="container"
        wrapLines
      />
      {trail.error ? <p role="alert">{trail.error.message}</p> : null}
    </>
  );
}

function wordsOf(entry: AuditEntry): string {
  return [entry.who, actInWords(entry.act), entry.subject, entry.before, entry.after, entry.reason].filter(Boolean).join(" ");
}

function Subject({ subject }: { subject: string }) {
  const [kind, id] = subject.split(" ");
  if (kind === "document" && id) {
    return (
      <a className="text-link" href={addressOf({ screen: "document", keyId: id })}>
        Document {id.slice(-12)}
      </a>
    );
  }
  if (subject.startsWith("policy draft ")) {
    const draftId = subject.slice("policy draft ".length);
    return (
      <a className="text-link" href={addressOf({ screen: "draft", draftId, versionId: "" })}>
        Draft {draftId.slice(-12)}
      </a>
    );
  }
  if (subject.startsWith("model proposal ")) {
    return (
      <a className="text-link" href={addressOf({ screen: "models" })}>
        Proposal {subject.slice(-12)}
      </a>
    );
  }
  if (kind !== "case" || !id) return <span className="anywhere">{subject}</span>;
  return (
    <a className="case-link" href={addressOf({ screen: "case", caseId: id })}>
      Case {id.slice(-12)}
    </a>
  );
}
