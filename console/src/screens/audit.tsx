// The audit trail over some days: who did what, when; narrowed and exported.
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import { useInfiniteQuery, useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { type Api, type AuditEntry, dataOf, SignedOut } from "../api/client";
import { csv, download } from "../csv";
import { tell } from "../parts/notices";
import { ShowMore } from "../parts/show-more";
import { useColumns } from "../parts/width";
import { addressOf } from "../place";
import { ACT_OPTIONS, actInWords, moment, whole } from "../words";

type Act = AuditEntry["act"];

const PAGE = 200;
/** As many as one answer holds, when all are fetched for a file. */
const PAGE_OF_FILE = 1_000;
/** No file has more. */
const EXPORTED_MAX = 100_000;
const ANYTHING = { value: "", label: "Anything" };

interface Wanted {
  from: string;
  to: string;
  act: string;
  who: string;
  text: string;
}

const isDay = (text: string) => /^\d{4}-\d{2}-\d{2}$/.test(text);

/** What is asked of the API; fields that were left empty narrow nothing. */
function queryOf({ act, from, text, to, who }: Wanted, limit: number, after: string | undefined) {
  return {
    from,
    to,
    limit,
    ...(act ? { act: act as Act } : {}),
    ...(who.trim() ? { who: who.trim() } : {}),
    ...(text.trim() ? { text: text.trim() } : {}),
    ...(after ? { after } : {}),
  };
}

export default function Audit({ api }: { api: Api }) {
  const display = useColumns();
  const [wanted, setWanted] = useState<Wanted>(() => {
    const today = new Date().toISOString().slice(0, 10);
    return { from: today, to: today, act: "", who: "", text: "" };
  });
  const ask = (query: ReturnType<typeof queryOf>) => dataOf(api.GET("/console/audit", { params: { query } }));
  const pages = useInfiniteQuery({
    queryKey: ["audit", wanted],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) => ask(queryOf(wanted, PAGE, pageParam)),
    getNextPageParam: (last) => last.next,
    retry: false,
  });
  const entries = pages.data?.pages.flatMap((page) => page.entries) ?? [];
  const save = useMutation({
    mutationFn: async () => {
      const all: AuditEntry[] = [];
      let after: string | undefined;
      do {
        const page = await ask(queryOf(wanted, PAGE_OF_FILE, after));
        all.push(...page.entries);
        after = page.next;
      } while (after && all.length < EXPORTED_MAX);
      return { all, isCut: after !== undefined };
    },
    onSuccess({ all, isCut }) {
      const head = ["at", "who", "act", "subject", "before", "after", "reason"];
      const rows = all.map((entry) => [entry.at, entry.who, entry.act, entry.subject, entry.before, entry.after, entry.reason]);
      const days = wanted.from === wanted.to ? wanted.from : `${wanted.from}-${wanted.to}`;
      download(`tollgate-audit-${days}.csv`, csv([head, ...rows]));
      if (isCut) tell("warning", `The file has the latest ${whole(all.length)} entries: name fewer days for the others.`);
    },
    onError(error) {
      if (!(error instanceof SignedOut)) tell("error", error.message);
    },
  });
  return (
    <SpaceBetween size="l">
      {pages.error ? <Alert type="error">{pages.error.message}</Alert> : null}
      <Table
        ariaLabels={{ tableLabel: "Audit trail" }}
        columnDefinitions={COLUMNS}
        columnDisplay={display(["at", "who", "act", "subject", "before", "after", "reason"], ["at", "who", "act"])}
        empty={
          <Box padding="l" textAlign="center">
            {pages.hasNextPage ? "Nothing so far. Earlier days are not looked at yet." : "Nothing in these days."}
          </Box>
        }
        enableKeyboardNavigation
        filter={<Narrow onNarrow={setWanted} wanted={wanted} />}
        footer={pages.hasNextPage ? <ShowMore pages={pages} /> : undefined}
        header={
          <Header
            actions={
              <Button disabled={entries.length === 0 && !pages.hasNextPage} iconName="download" loading={save.isPending} onClick={() => save.mutate()}>
                Export as CSV
              </Button>
            }
            counter={pages.data ? `(${entries.length}${pages.hasNextPage ? "+" : ""})` : undefined}
            description="Everything that people changed. Nobody can alter or delete an entry."
            variant="h1"
          >
            Audit trail
          </Header>
        }
        items={entries}
        loading={pages.isPending}
        loadingText="Loading the trail"
        variant="container"
        wrapLines
      />
    </SpaceBetween>
  );
}

function Narrow({ onNarrow, wanted }: { onNarrow: (wanted: Wanted) => void; wanted: Wanted }) {
  const [typed, setTyped] = useState(wanted);
  const change = (changed: Partial<Wanted>) => setTyped({ ...typed, ...changed });
  const wrongDay = (day: string) => (isDay(day) ? undefined : "Give a day, such as 2026-03-01.");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isDay(typed.from) && isDay(typed.to)) onNarrow(typed);
  };
  return (
    <form onSubmit={submit}>
      <SpaceBetween size="s">
        <ColumnLayout columns={3} minColumnWidth={180}>
          <FormField errorText={wrongDay(typed.from)} label="First day (UTC)">
            <Input onChange={({ detail }) => change({ from: detail.value })} value={typed.from} />
          </FormField>
          <FormField errorText={wrongDay(typed.to)} label="Last day (UTC)">
            <Input onChange={({ detail }) => change({ to: detail.value })} value={typed.to} />
          </FormField>
          <FormField label="Act">
            <Select
              onChange={({ detail }) => change({ act: detail.selectedOption.value ?? "" })}
              options={[ANYTHING, ...ACT_OPTIONS]}
              selectedOption={ACT_OPTIONS.find(({ value }) => value === typed.act) ?? ANYTHING}
            />
          </FormField>
          <FormField label="By whom">
            <Input onChange={({ detail }) => change({ who: detail.value })} placeholder="ana@example.com" value={typed.who} />
          </FormField>
          <FormField label="Of what, or why">
            <Input onChange={({ detail }) => change({ text: detail.value })} placeholder="case, rule, words of a reason" value={typed.text} />
          </FormField>
        </ColumnLayout>
        <Button formAction="submit">Show</Button>
      </SpaceBetween>
    </form>
  );
}

const COLUMNS: TableProps.ColumnDefinition<AuditEntry>[] = [
  { id: "at", header: "When (your time)", minWidth: 160, cell: (entry) => moment(entry.at) },
  { id: "who", header: "Who", isRowHeader: true, minWidth: 160, cell: (entry) => <span className="anywhere">{entry.who}</span> },
  { id: "act", header: "What", minWidth: 140, cell: (entry) => actInWords(entry.act) },
  { id: "subject", header: "Of", minWidth: 140, cell: (entry) => <Subject subject={entry.subject} /> },
  { id: "before", header: "Before", minWidth: 120, cell: (entry) => <span className="anywhere">{entry.before ?? "–"}</span> },
  { id: "after", header: "After", minWidth: 140, cell: (entry) => <span className="anywhere">{entry.after ?? "–"}</span> },
  { id: "reason", header: "Reason", minWidth: 180, cell: (entry) => <span className="anywhere">{entry.reason ?? "–"}</span> },
];

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
      <a className="text-link" href={addressOf({ screen: "draft", draftId, versionId: "", list: "" })}>
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
