// Payments, by whom or what they name, or of a day; narrowed, paged and exported.
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import Container from "@cloudscape-design/components/container";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useInfiniteQuery, useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { type Api, dataOf, type FoundPayment } from "../api/client";
import { FoundPayments } from "../parts/found-payments";
import { useIsNarrow } from "../parts/width";
import { go, type Place } from "../place";
import {
  CONDITIONS,
  type Condition,
  type Form,
  formOf,
  problemsOf,
  queryOf,
  type SearchBy,
  SEARCH_BY,
} from "../search-form";
import { OUTCOMES } from "../words";

type SearchPlace = Extract<Place, { screen: "search" }>;

const PAGE = 50;
const ANY = { value: "", label: "Any" };
const MADE_UP_OPTIONS = [ANY, { value: "false", label: "Leave out" }, { value: "true", label: "Only these" }];
const OUTCOME_OPTIONS = [ANY, ...Object.entries(OUTCOMES).map(([value, label]) => ({ value, label }))];

export default function Search({ api, place }: { api: Api; place: SearchPlace }) {
  const [form, setForm] = useState(() => formOf(place.query));
  const isNarrow = useIsNarrow();
  const [tried, setTried] = useState(false);
  const problems = problemsOf(form);
  const { shown, ...asked } = place.query;
  const isAsked = Object.keys(asked).length > 0;
  const pages = useInfiniteQuery({
    queryKey: ["search", asked],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) => {
      const { made_up, ...others } = asked;
      // Whatever else an address says of them is nothing that one can ask for.
      const isMadeUp = made_up === "true" || made_up === "false" ? { made_up: made_up === "true" } : {};
      const query = { ...others, ...isMadeUp, limit: PAGE, ...(pageParam ? { after: pageParam } : {}) };
      return dataOf(api.GET("/console/payments", { params: { query } }));
    },
    getNextPageParam: (last) => last.next,
    enabled: isAsked,
    retry: false,
  });
  const card = useMutation({
    mutationFn: (number: string) => dataOf(api.POST("/console/card-tokens", { body: { card_number: number } })),
  });
  const search = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(problems).length > 0) return;
    if (form.by === "number") {
      // The number is forgotten before its token is there.
      const number = form.value;
      setForm({ ...form, value: "" });
      card.mutate(number, {
        // Not if somebody has gone elsewhere meanwhile.
        onSuccess: (found) => go({ screen: "search", query: queryOf({ ...form, by: "card", value: found.token }, found.card) }),
      });
    } else if (form.by === "payment") go({ screen: "payment", keyId: form.value.trim() });
    else go({ screen: "search", query: queryOf(form, form.by === "card" ? shown : undefined) });
  };
  const change = (changed: Partial<Form>) => setForm({ ...form, ...changed });
  const said = (name: string) => (tried ? problems[name] : undefined);
  return (
    <SpaceBetween size="l">
      <Container
        header={
          <Header description="By whom or what they name, or all that were archived on a day." variant="h1">
            Payments
          </Header>
        }
      >
        <form autoComplete="off" onSubmit={search}>
          <SpaceBetween size="m">
            <ColumnLayout columns={2}>
              <FormField label="Search by">
                <Select
                  onChange={({ detail }) => change({ by: detail.selectedOption.value as SearchBy, value: "" })}
                  options={SEARCH_BY.map(({ by, label }) => ({ value: by, label }))}
                  selectedOption={{ value: form.by, label: SEARCH_BY.find((one) => one.by === form.by)?.label ?? form.by }}
                />
              </FormField>
              <Value form={form} onChange={change} problem={said("value")} shown={shown} />
            </ColumnLayout>
            <ExpandableSection
              defaultExpanded={!isNarrow && CONDITIONS.some((name) => form.conditions[name] !== "")}
              headerText="Conditions"
              variant="footer"
            >
              <Conditions form={form} onChange={change} said={said} />
            </ExpandableSection>
            <Button formAction="submit" loading={card.isPending || pages.isFetching} variant="primary">
              Search
            </Button>
          </SpaceBetween>
        </form>
      </Container>
      {card.error ? <Alert type="error">{card.error.message}</Alert> : null}
      {pages.error ? <Alert type="error">{pages.error.message}</Alert> : null}
      {pages.data ? (
        <FoundPayments
          isDay={asked.day !== undefined}
          isMore={pages.hasNextPage}
          isSearching={pages.isFetchingNextPage}
          lookedAt={pages.data.pages.reduce((sum, page) => sum + page.looked_at, 0)}
          onMore={() => void pages.fetchNextPage()}
          payments={once(pages.data.pages.flatMap((page) => page.payments))}
          what={whatWas(asked, shown)}
        />
      ) : (
        <Reach />
      )}
    </SpaceBetween>
  );
}

/** A row may come twice, and each on a page of its own. */
function once(payments: FoundPayment[]): FoundPayment[] {
  const seen = new Set<string>();
  return payments.filter(({ key_id }) => !seen.has(key_id) && seen.add(key_id));
}

function whatWas(asked: Record<string, string>, shown: string | undefined): string {
  const by = SEARCH_BY.find(({ by }) => asked[by] !== undefined && by !== "day");
  const party = by ? `${by.label.toLowerCase()} ${by.by === "card" ? (shown ?? "by its token") : asked[by.by]}` : "all";
  return asked.day ? `${party}, archived on ${asked.day}` : party;
}

interface ValueProps {
  form: Form;
  onChange: (changed: Partial<Form>) => void;
  problem: string | undefined;
  shown: string | undefined;
}

function Value({ form, onChange, problem, shown }: ValueProps) {
  const one = SEARCH_BY.find(({ by }) => by === form.by);
  const isCard = form.by === "card" && shown !== undefined;
  return (
    <FormField
      constraintText={isCard ? `The card ${shown}, by its token.` : one?.hint}
      errorText={problem}
      label={form.by === "day" ? "Day (UTC)" : (one?.label ?? "Value")}
    >
      <Input
        autoComplete={false}
        disableBrowserAutocorrect
        inputMode={form.by === "number" ? "numeric" : "text"}
        onChange={({ detail }) => onChange({ value: detail.value })}
        placeholder={one?.placeholder}
        spellcheck={false}
        value={form.value}
      />
    </FormField>
  );
}

interface ConditionsProps {
  form: Form;
  onChange: (changed: Partial<Form>) => void;
  said: (name: string) => string | undefined;
}

function Conditions({ form, onChange, said }: ConditionsProps) {
  const { conditions } = form;
  const set = (name: Condition, value: string) => onChange({ conditions: { ...conditions, [name]: value } });
  const text = (name: Condition, label: string, placeholder?: string, constraint?: string) => (
    <FormField constraintText={constraint} errorText={said(name)} label={label}>
      <Input
        autoComplete={false}
        disableBrowserAutocorrect
        onChange={({ detail }) => set(name, detail.value)}
        placeholder={placeholder}
        spellcheck={false}
        value={conditions[name]}
      />
    </FormField>
  );
  const isParty = form.by !== "day";
  return (
    <ColumnLayout columns={3}>
      {text("merchant", "Merchant", "Corner", "A part of the name, or the id")}
      {text("amount_min", "Amount from", "10")}
      {text("amount_max", "Amount to", "99.99")}
      <FormField label="Outcome">
        <Select
          onChange={({ detail }) => set("outcome", detail.selectedOption.value ?? "")}
          options={OUTCOME_OPTIONS}
          selectedOption={OUTCOME_OPTIONS.find(({ value }) => value === conditions.outcome) ?? ANY}
        />
      </FormField>
      <FormField constraintText="Of the scheduled producer" label="Made-up payments">
        <Select
          onChange={({ detail }) => set("made_up", detail.selectedOption.value ?? "")}
          options={MADE_UP_OPTIONS}
          selectedOption={MADE_UP_OPTIONS.find(({ value }) => value === conditions.made_up) ?? ANY}
        />
      </FormField>
      {text("reason", "Reason", "LARGE_AMOUNT", "The code of a rule")}
      {text("last_four", "Card's last four digits", "1111")}
      {text("currency", "Currency", "USD")}
      {text("from", "From (your time)", "2026-03-01 08:00")}
      {text("to", "To (your time)", "2026-03-01 18:00")}
      {isParty ? text("day", "Archived on (UTC)", "2026-03-01", "Looks in the archive of a day instead") : null}
    </ColumnLayout>
  );
}

function Reach() {
  return (
    <Container header={<Header variant="h2">How far a search reaches</Header>}>
      <Box variant="p">
        A card, customer, device, address or e-mail is found at once, as far back as the policy in force looks: 90 days by default, and only for those
        that a rule or a model asks for. What is older, or not asked for, is in the archive: name its day.
      </Box>
      <Box variant="p">
        Without any of these a search needs a day. A merchant, an amount, an outcome, a reason or the last four digits have no index, so the
        day is looked through piece by piece; a time or an amount makes it short. Payments reach the archive some minutes after they were decided.
      </Box>
      <Box variant="p">
        The number of a card is turned into its token and forgotten: it is in no address, log or table. The archive keeps no last digits, so those of
        payments that the table has forgotten are not found.
      </Box>
    </Container>
  );
}
