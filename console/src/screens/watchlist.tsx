// The watchlist: a name looked up, the party beside each entry, and what people decide about the pair.
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import Container from "@cloudscape-design/components/container";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import Textarea from "@cloudscape-design/components/textarea";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { type Api, dataOf, type Me, type Schemas, SignedOut } from "../api/client";
import { downloadText } from "../csv";
import { AskDialog } from "../parts/ask-dialog";
import { ExpiringClearances } from "../parts/expiring-clearances";
import { tell } from "../parts/notices";
import { ListingPart, SideBySide } from "../parts/side-by-side";
import { go, type Place } from "../place";
import { fieldInWords, moment } from "../words";

type Found = Schemas["WatchlistFound"];
// The contract puts these beside a reference, where the generator of types does not look.
type Matched = Schemas["MatchedEntry"] & { lapsed?: Schemas["LapsedClearance"] };
type Cleared = Schemas["ClearedEntry"] & { cleared_by: string; expires_at: string; note: string };
type WatchlistPlace = Extract<Place, { screen: "watchlist" }>;

const DAY_MS = 86_400_000;
const ENDS = [
  { value: "30", label: "In 30 days" },
  { value: "90", label: "In 90 days" },
  { value: "365", label: "In a year" },
];

const NOTHING_ELSE = { birthDate: "", country: "", identifier: "" };

interface Props {
  api: Api;
  me: Me;
  place: WatchlistPlace;
}

export default function Watchlist({ api, me, place }: Props) {
  const [name, setName] = useState(place.name);
  const [birthDate, setBirthDate] = useState("");
  const [country, setCountry] = useState("");
  const [identifier, setIdentifier] = useState("");
  const [asked, setAsked] = useState(NOTHING_ELSE);
  const here = `${place.name} ${place.party}`;
  const [seen, setSeen] = useState({ here, searched: here });
  // Whoever follows a link to another name sees that one in the field, and nothing that was said of the one before.
  if (seen.here !== here) {
    setSeen({ here, searched: here });
    if (seen.searched !== here) {
      setName(place.name);
      setBirthDate("");
      setCountry("");
      setIdentifier("");
      setAsked(NOTHING_ELSE);
    }
  }
  const found = useQuery({
    queryKey: ["watchlist", place.name, place.party, asked],
    queryFn: () => {
      const query = {
        name: place.name,
        ...(place.party ? { party: place.party } : {}),
        ...(asked.birthDate ? { birth_date: asked.birthDate } : {}),
        ...(asked.country ? { country: asked.country } : {}),
        ...(asked.identifier ? { identifier: asked.identifier } : {}),
        evidence: true,
      };
      return dataOf(api.GET("/console/watchlist/search", { params: { query } }));
    },
    enabled: place.name !== "",
    retry: false,
  });
  const search = (event: FormEvent) => {
    event.preventDefault();
    setAsked({ birthDate: birthDate.trim(), country: country.trim(), identifier: identifier.trim() });
    if (!name.trim()) return;
    // Another name is another party.
    const wanted = { name: name.trim(), party: name.trim() === place.name ? place.party : "" };
    setSeen({ here, searched: `${wanted.name} ${wanted.party}` });
    go({ screen: "watchlist", ...wanted });
  };
  return (
    <SpaceBetween size="l">
      <Container header={<Header description="Sanctions lists, and the house list." variant="h1">Watchlist</Header>}>
        <form onSubmit={search}>
          <SpaceBetween size="m">
            <ColumnLayout columns={4}>
              <FormField label="Name">
                <Input clearAriaLabel="Empty the name" onChange={({ detail }) => setName(detail.value)} type="search" value={name} />
              </FormField>
              <FormField label="Born (day, month or year)">
                <Input onChange={({ detail }) => setBirthDate(detail.value)} placeholder="1961-08-04" value={birthDate} />
              </FormField>
              <FormField label="Country">
                <Input onChange={({ detail }) => setCountry(detail.value)} placeholder="FR" value={country} />
              </FormField>
              <FormField label="Number of a paper">
                <Input onChange={({ detail }) => setIdentifier(detail.value)} placeholder="P 1234567" value={identifier} />
              </FormField>
            </ColumnLayout>
            <Button formAction="submit" loading={found.isFetching} variant="primary">
              Search
            </Button>
          </SpaceBetween>
        </form>
      </Container>
      {found.error ? <Alert type="error">{found.error.message}</Alert> : null}
      {found.data ? <Results api={api} found={found.data} me={me} /> : null}
      {place.name ? null : <ExpiringClearances api={api} />}
    </SpaceBetween>
  );
}

type Decided = "clear" | "prolong" | "revoke";

function Results({ api, found, me }: { api: Api; found: Found; me: Me }) {
  const [deciding, setDeciding] = useState<{ entry: Matched | Cleared; kind: Decided } | null>(null);
  const isNobody = found.matches.length === 0 && found.cleared.length === 0;
  const mayClear = me.acts.includes("clear_matches");
  const mayRevoke = me.acts.includes("revoke_clearances");
  return (
    <SpaceBetween size="l">
      <Searched found={found} />
      {isNobody ? <Alert type="success">Nobody on the lists is like {found.name}.</Alert> : null}
      {found.matches.map((entry) => (
        <Entry
          actions={mayClear ? <Button onClick={() => setDeciding({ entry, kind: "clear" })}>Clear…</Button> : undefined}
          entry={entry}
          found={found}
          key={entry.entry}
        />
      ))}
      {(found.cleared as Cleared[]).map((entry) => (
        <Entry
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              {mayClear ? <Button onClick={() => setDeciding({ entry, kind: "prolong" })}>Prolong…</Button> : null}
              {mayRevoke ? <Button onClick={() => setDeciding({ entry, kind: "revoke" })}>Revoke…</Button> : null}
            </SpaceBetween>
          }
          cleared={entry}
          entry={entry}
          found={found}
          key={entry.entry}
        />
      ))}
      {deciding ? <Decision api={api} entry={deciding.entry} found={found} kind={deciding.kind} onDone={() => setDeciding(null)} /> : null}
    </SpaceBetween>
  );
}

/** What was looked for in which lists, and the same as a file for an auditor. */
function Searched({ found }: { found: Found }) {
  const stamp = found.searched_at.slice(0, "2026-03-01T12:30:00".length).replaceAll(":", "");
  const particulars = Object.entries(found.particulars).map(([what, value]) => ({ label: fieldInWords(what), value: <span className="anywhere">{String(value)}</span> }));
  const lists = found.lists.map(({ name, published, version }) => (
    <div className="anywhere" key={name}>
      {name}: version {version || "unknown"}, of {published || "unknown"}
    </div>
  ));
  const answer = () => {
    const { evidence: _, ...facts } = found;
    return `${JSON.stringify(facts, null, 2)}\n`;
  };
  return (
    <Container
      header={
        <Header
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Button iconName="download" onClick={() => downloadText(`tollgate-evidence-${stamp}.txt`, found.evidence ?? "")}>
                Export evidence
              </Button>
              <Button onClick={() => downloadText(`tollgate-evidence-${stamp}.json`, answer(), "application/json")} variant="link">
                As JSON
              </Button>
            </SpaceBetween>
          }
          variant="h2"
        >
          <span className="anywhere">{found.name}</span>
        </Header>
      }
    >
      <KeyValuePairs
        columns={3}
        items={[
          { label: "Known as", value: <span className="anywhere">{found.party}</span> },
          ...particulars,
          { label: "A match counts from", value: `${found.min_score.toFixed(1)} of 100` },
          { label: "Lists", value: lists },
          { label: "Searched", value: moment(found.searched_at) },
        ]}
        minColumnWidth={180}
      />
    </Container>
  );
}

interface EntryProps {
  actions?: React.ReactNode;
  cleared?: Cleared;
  entry: Matched | Cleared;
  found: Found;
}

function Entry({ actions, cleared, entry, found }: EntryProps) {
  const lapsed = cleared ? undefined : (entry as Matched).lapsed;
  return (
    <Container
      header={
        <Header actions={actions} description={<span className="anywhere">{`${entry.entry}, by the name ${entry.matched_name}`}</span>} variant="h2">
          <span className="anywhere">{entry.listed_name}</span>
        </Header>
      }
    >
      <SpaceBetween size="l">
        <KeyValuePairs
          columns={3}
          items={[
            { label: "Likeness", value: `${entry.score.toFixed(2)} of 100` },
            { label: "The names alone", value: entry.comparison.score.toFixed(2) },
            { label: "OFAC's own search", value: entry.parity_score.toFixed(2) },
          ]}
        />
        {cleared ? (
          <Box>
            <StatusIndicator type="success">Cleared until {moment(cleared.expires_at)}</StatusIndicator>
            <div className="anywhere">
              {cleared.cleared_by}: {cleared.note}
            </div>
          </Box>
        ) : null}
        {lapsed ? (
          <Box>
            <StatusIndicator type="warning">{LAPSED[lapsed.standing]}</StatusIndicator>
            <div className="anywhere">
              {lapsed.cleared_by}: {lapsed.note}
            </div>
          </Box>
        ) : null}
        <SideBySide asked={found.particulars} entry={entry} />
        <ExpandableSection headerText="All that the list says of it">
          <ListingPart entry={entry} />
        </ExpandableSection>
      </SpaceBetween>
    </Container>
  );
}

const LAPSED: Record<Schemas["LapsedClearance"]["standing"], string> = {
  expired: "A clearance has ended",
  entry_changed: "A clearance does not hold: the list says something new of the entry",
  name_changed: "A clearance does not hold: it is for another name",
  name_unknown: "A clearance does not hold: it does not say for which name",
};

const DECISIONS = {
  clear: { confirm: "Clear match", header: "Clear the match", done: "The match is cleared. Payments of this party pass from now on." },
  prolong: { confirm: "Prolong clearance", header: "Prolong the clearance", done: "The clearance is prolonged." },
  revoke: { confirm: "Revoke clearance", header: "Revoke the clearance", done: "The clearance is revoked." },
} as const;

interface DecisionProps {
  api: Api;
  entry: Matched | Cleared;
  found: Found;
  kind: Decided;
  onDone: () => void;
}

function Decision({ api, entry, found, kind, onDone }: DecisionProps) {
  const clears = kind !== "revoke";
  const queries = useQueryClient();
  const [note, setNote] = useState("");
  const [days, setDays] = useState("365");
  const [tried, setTried] = useState(false);
  const decide = useMutation({
    mutationFn: async () => {
      const pair = { party: found.party, entry: entry.entry, note: note.trim() };
      if (!clears) return dataOf(api.POST("/console/watchlist/revocations", { body: pair }));
      const body = {
        ...pair,
        name: found.name,
        fingerprint: entry.fingerprint,
        expires_at: new Date(Date.now() + Number(days) * DAY_MS).toISOString(),
      };
      return dataOf(api.POST("/console/watchlist/clearances", { body }));
    },
    onSuccess() {
      tell("success", DECISIONS[kind].done);
      onDone();
    },
    onError(error) {
      if (!(error instanceof SignedOut)) tell("error", error.message);
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ["watchlist"] }),
  });
  const submit = () => (note.trim() ? decide.mutate() : setTried(true));
  return (
    <AskDialog
      confirm={DECISIONS[kind].confirm}
      header={DECISIONS[kind].header}
      isBusy={decide.isPending}
      leave="Leave it as it is"
      onConfirm={submit}
      onDismiss={onDone}
    >
      <SpaceBetween size="l">
        <p className="anywhere">
          {clears
            ? `${found.name} (${found.party}) is not ${entry.listed_name} (${entry.entry}).`
            : `${found.name} (${found.party}) may be ${entry.listed_name} (${entry.entry}) after all.`}
        </p>
        <FormField errorText={tried && !note.trim() ? "Say why." : undefined} label="Note">
          <Textarea onChange={({ detail }) => setNote(detail.value)} rows={3} value={note} />
        </FormField>
        {clears ? (
          <FormField description="Or when the list says something new, or the party has another name." label="Ends">
            <Select
              onChange={({ detail }) => setDays(detail.selectedOption.value ?? days)}
              options={ENDS}
              selectedOption={ENDS.find((end) => end.value === days) ?? null}
            />
          </FormField>
        ) : null}
      </SpaceBetween>
    </AskDialog>
  );
}
