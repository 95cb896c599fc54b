// The watchlist: a name looked up, the party beside each entry, and what people decide about the pair.
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import Container from "@cloudscape-design/components/container";
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
import { AskDialog } from "../parts/ask-dialog";
import { tell } from "../parts/notices";
import { go, type Place } from "../place";
import { fieldInWords, moment, valueInWords } from "../words";

type Found = Schemas["WatchlistFound"];
type Matched = Schemas["MatchedEntry"];
// The contract puts these beside a reference, where the generator of types does not look.
type Cleared = Schemas["ClearedEntry"] & { cleared_by: string; expires_at: string; note: string };
type WatchlistPlace = Extract<Place, { screen: "watchlist" }>;

const DAY_MS = 86_400_000;
const ENDS = [
  { value: "30", label: "In 30 days" },
  { value: "90", label: "In 90 days" },
  { value: "365", label: "In a year" },
];

interface Props {
  api: Api;
  me: Me;
  place: WatchlistPlace;
}

export default function Watchlist({ api, me, place }: Props) {
  const [name, setName] = useState(place.name);
  const [birthDate, setBirthDate] = useState("");
  const [country, setCountry] = useState("");
  const [asked, setAsked] = useState({ birthDate: "", country: "" });
  const found = useQuery({
    queryKey: ["watchlist", place.name, place.party, asked],
    queryFn: () => {
      const query = {
        name: place.name,
        ...(place.party ? { party: place.party } : {}),
        ...(asked.birthDate ? { birth_date: asked.birthDate } : {}),
        ...(asked.country ? { country: asked.country } : {}),
      };
      return dataOf(api.GET("/console/watchlist/search", { params: { query } }));
    },
    enabled: place.name !== "",
    retry: false,
  });
  const search = (event: FormEvent) => {
    event.preventDefault();
    setAsked({ birthDate: birthDate.trim(), country: country.trim() });
    // Another name is another party.
    if (name.trim()) go({ screen: "watchlist", name: name.trim(), party: name.trim() === place.name ? place.party : "" });
  };
  return (
    <SpaceBetween size="l">
      <Container header={<Header description="Sanctions lists, and the house list." variant="h1">Watchlist</Header>}>
        <form onSubmit={search}>
          <SpaceBetween size="m">
            <ColumnLayout columns={3}>
              <FormField label="Name">
                <Input clearAriaLabel="Empty the name" onChange={({ detail }) => setName(detail.value)} type="search" value={name} />
              </FormField>
              <FormField label="Born (day, month or year)">
                <Input onChange={({ detail }) => setBirthDate(detail.value)} placeholder="1961-08-04" value={birthDate} />
              </FormField>
              <FormField label="Country">
                <Input onChange={({ detail }) => setCountry(detail.value)} placeholder="FR" value={country} />
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
    </SpaceBetween>
  );
}

function Results({ api, found, me }: { api: Api; found: Found; me: Me }) {
  const [deciding, setDeciding] = useState<{ entry: Matched | Cleared; clears: boolean } | null>(null);
  return (
    <>
      {found.matches.length === 0 && found.cleared.length === 0 ? (
        <Alert type="success">Nobody on the lists is like {found.name}.</Alert>
      ) : null}
      {found.matches.map((entry) => (
        <Entry
          action={
            me.acts.includes("clear_matches") ? (
              <Button onClick={() => setDeciding({ entry, clears: true })}>Clear…</Button>
            ) : undefined
          }
          entry={entry}
          found={found}
          key={entry.entry}
        />
      ))}
      {(found.cleared as Cleared[]).map((entry) => (
        <Entry
          action={
            me.acts.includes("revoke_clearances") ? (
              <Button onClick={() => setDeciding({ entry, clears: false })}>Revoke…</Button>
            ) : undefined
          }
          cleared={entry}
          entry={entry}
          found={found}
          key={entry.entry}
        />
      ))}
      {deciding ? (
        <Decision api={api} clears={deciding.clears} entry={deciding.entry} found={found} onDone={() => setDeciding(null)} />
      ) : null}
    </>
  );
}

interface EntryProps {
  action?: React.ReactNode;
  cleared?: Cleared;
  entry: Matched | Cleared;
  found: Found;
}

function Entry({ action, cleared, entry, found }: EntryProps) {
  return (
    <Container
      header={
        <Header actions={action} variant="h2">
          <span className="anywhere">{entry.listed_name}</span>
        </Header>
      }
    >
      <SpaceBetween size="l">
        <ColumnLayout columns={2}>
          <KeyValuePairs
            items={[
              { label: "The party", value: <span className="anywhere">{found.name}</span> },
              { label: "Known as", value: <span className="anywhere">{found.party}</span> },
            ]}
          />
          <KeyValuePairs
            items={[
              { label: "The entry", value: <span className="anywhere">{entry.matched_name}</span> },
              { label: "On", value: <span className="anywhere">{`${entry.entry} (${entry.type})`}</span> },
            ]}
          />
        </ColumnLayout>
        <KeyValuePairs
          columns={3}
          items={[
            { label: "Likeness", value: entry.score.toFixed(1) },
            { label: "OFAC's own search", value: entry.parity_score.toFixed(1) },
            { label: "Programs", value: entry.programs.join(", ") || "–" },
            ...entry.particulars.map((one) => ({
              label: fieldInWords(String((one as Record<string, unknown>).what ?? "particular")),
              value: <span className="anywhere">{valueInWords(one)}</span>,
            })),
            ...(entry.not_compared ?? []).map((what) => ({ label: fieldInWords(what), value: "The list does not say" })),
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
      </SpaceBetween>
    </Container>
  );
}

interface DecisionProps {
  api: Api;
  clears: boolean;
  entry: Matched | Cleared;
  found: Found;
  onDone: () => void;
}

function Decision({ api, clears, entry, found, onDone }: DecisionProps) {
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
      tell("success", clears ? "The match is cleared. Payments of this party pass from now on." : "The clearance is revoked.");
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
      confirm={clears ? "Clear match" : "Revoke clearance"}
      header={clears ? "Clear the match" : "Revoke the clearance"}
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
