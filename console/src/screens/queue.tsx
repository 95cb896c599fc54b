// The queues: what waits, whose it is, and acts on many at once.
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ACTS_OF_QUEUE, useDeeds } from "../acts";
import { type Api, type CaseSummary, dataOf, type Me } from "../api/client";
import { CloseDialog } from "../parts/close-dialog";
import { tell } from "../parts/notices";
import { Risk } from "../parts/risk";
import { useShortcuts } from "../parts/shortcuts";
import { ShowMore } from "../parts/show-more";
import { useColumns } from "../parts/width";
import { addressOf, go, type Place } from "../place";
import { age, CLOSURES, moment, money, reasonInWords, timeLeft } from "../words";

const PAGE = 50;
/** As many as the API takes in one call. */
const AT_ONCE_MAX = 50;
const FRESH_EVERY_MS = 15_000;

type QueuePlace = Extract<Place, { screen: "queue" }>;

const TITLES = { all: "All open", mine: "Mine", unassigned: "Unassigned", asleep: "Put off", closed: "Closed" };
const PREFIXES = { payments: "", sanctions: "Sanctions: ", escalated: "Escalated: " };
const DESCRIPTIONS = {
  payments: "Payments that the policy had looked at.",
  sanctions: "Parties of payments that match a sanctions list. What is overdue comes first.",
  escalated: "Cases about payments that analysts passed on to compliance.",
};

interface Props {
  api: Api;
  me: Me;
  place: QueuePlace;
}

export default function Queue({ api, me, place }: Props) {
  const display = useColumns();
  const [chosenOrder, setOrder] = useState<Order | null>(null);
  const [narrowing, setNarrowing] = useState<Narrowing>({});
  const [chosen, setChosen] = useState<string[]>([]);
  const [isClosing, setClosing] = useState(false);
  const { queue, view } = place;
  // The oldest match is the first that is overdue.
  const order = chosenOrder ?? (queue === "sanctions" ? "age" : "risk");
  const pages = useInfiniteQuery({
    queryKey: ["cases", queue, view, order, narrowing],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) => {
      const query = { queue, view, order, limit: PAGE, ...narrowing, ...(pageParam ? { after: pageParam } : {}) };
      return dataOf(api.GET("/console/cases", { params: { query } }));
    },
    getNextPageParam: (last) => last.next,
    refetchInterval: FRESH_EVERY_MS,
  });
  const cases = pages.data?.pages.flatMap((page) => page.cases) ?? [];
  // What somebody else has taken or closed meanwhile is not acted on: nobody sees any more that it is selected.
  const selected = cases.filter((one) => chosen.includes(one.case_id));
  const deeds = useDeeds(api, () => {
    setChosen([]);
    setClosing(false);
  });
  const acts = ACTS_OF_QUEUE[queue];
  const mayAssign = me.acts.includes(acts.assign);
  const mayClose = me.acts.includes(acts.close);
  const isCut = pages.data?.pages.some((page) => page.is_cut) ?? false;
  const isOpenView = view !== "closed";
  const caseIds = selected.map((one) => one.case_id);
  const openNext = () => {
    const next = cases[0];
    if (next) go({ screen: "case", caseId: next.case_id });
  };
  useShortcuts({ KeyN: openNext });
  const select = (wanted: CaseSummary[]) => {
    setChosen(wanted.slice(0, AT_ONCE_MAX).map((one) => one.case_id));
    if (wanted.length > AT_ONCE_MAX) {
      tell("warning", `${AT_ONCE_MAX} cases can be acted on at once: of ${wanted.length}, the first ${AT_ONCE_MAX} are selected.`);
    }
  };
  return (
    <>
      <Table
        ariaLabels={{
          selectionGroupLabel: "Cases to act on",
          allItemsSelectionLabel: () => "Select all cases",
          itemSelectionLabel: (_, one) => `Select the case of ${one.merchant}, ${money(one.amount, one.currency)}`,
          tableLabel: `${TITLES[view]} cases`,
        }}
        columnDefinitions={columns(view)}
        columnDisplay={queue === "sanctions" && isOpenView ? display(WIDE_DUE, NARROW_DUE) : display(WIDE, NARROW)}
        empty={
          <Box padding="l" textAlign="center">
            <b>{view === "mine" ? "You have no cases" : "Nothing waits here"}</b>
            <Box color="text-body-secondary">New alerts appear by themselves.</Box>
          </Box>
        }
        enableKeyboardNavigation
        footer={pages.hasNextPage ? <ShowMore pages={pages} /> : undefined}
        header={
          <Header
            actions={
              <SpaceBetween direction="horizontal" size="xs">
                {isOpenView && mayAssign ? (
                  <Button
                    disabled={selected.length === 0}
                    loading={deeds.isPending}
                    onClick={() => deeds.mutate({ kind: "assign", caseIds, to: view === "mine" ? "nobody" : "me" })}
                  >
                    {view === "mine" ? "Hand back" : "Take"}
                  </Button>
                ) : null}
                {isOpenView && mayClose ? (
                  <Button disabled={selected.length === 0} onClick={() => setClosing(true)}>
                    Close…
                  </Button>
                ) : null}
                <Button
                  disabled={cases.length === 0}
                  nativeButtonAttributes={{ "aria-keyshortcuts": "Alt+N", title: "Alt+N" }}
                  onClick={openNext}
                  variant="primary"
                >
                  Next case
                </Button>
              </SpaceBetween>
            }
            counter={pages.data ? `(${cases.length}${pages.hasNextPage ? "+" : ""})` : undefined}
            description={`${DESCRIPTIONS[queue]}${isCut ? " The queue is long: these are of the 1,000 with the highest risk." : ""}`}
            variant="h1"
          >
            {PREFIXES[queue] ? `${PREFIXES[queue]}${TITLES[view].toLowerCase()}` : TITLES[view]}
          </Header>
        }
        filter={
          isOpenView ? (
            <SpaceBetween size="s">
              <SegmentedControl
                label="Order"
                onChange={({ detail }) => setOrder(detail.selectedId as Order)}
                options={ORDERS}
                selectedId={order}
              />
              <Narrow narrowing={narrowing} onNarrow={setNarrowing} reasons={[...new Set(cases.flatMap((one) => one.reasons))].sort()} />
            </SpaceBetween>
          ) : undefined
        }
        items={cases}
        loading={pages.isPending}
        loadingText="Loading cases"
        onSelectionChange={({ detail }) => select(detail.selectedItems)}
        selectedItems={selected}
        selectionType={isOpenView && (mayAssign || mayClose) ? "multi" : undefined}
        trackBy="case_id"
        variant="container"
        wrapLines
      />
      {pages.error ? <p role="alert">{pages.error.message}</p> : null}
      {isClosing && selected.length > 0 ? (
        <CloseDialog
          count={selected.length}
          isBusy={deeds.isPending}
          onClose={(reason, note) => deeds.mutate({ kind: "close", caseIds, reason, note })}
          onDismiss={() => setClosing(false)}
          queue={queue}
        />
      ) : null}
    </>
  );
}

const WIDE = ["risk", "why", "amount", "merchant", "party", "alerts", "age", "whose"];
const NARROW = ["risk", "payment"];
const WIDE_DUE = ["risk", "due", "amount", "merchant", "party", "alerts", "age", "whose"];
const NARROW_DUE = ["risk", "due"];

type Order = "risk" | "age" | "amount";
const ORDERS = [
  { id: "risk", text: "Highest risk first" },
  { id: "age", text: "Oldest first" },
  { id: "amount", text: "Largest amount first" },
];

interface Narrowing {
  reason?: string;
  amount_min?: number;
  currency?: string;
}

/** Plain fields: ready-made ones would be more than the first screen may weigh. */
function Narrow({ narrowing, onNarrow, reasons }: { narrowing: Narrowing; onNarrow: (narrowing: Narrowing) => void; reasons: string[] }) {
  const submit = (event: React.FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const text = (name: string) => String(given.get(name) ?? "").trim();
    const least = Number(text("amount_min").replaceAll(",", ""));
    onNarrow({
      ...(text("reason") ? { reason: text("reason").toUpperCase().replaceAll(" ", "_") } : {}),
      ...(text("amount_min") && least >= 0 ? { amount_min: least } : {}),
      ...(text("currency") ? { currency: text("currency").toUpperCase() } : {}),
    });
  };
  return (
    <form className="narrow" onReset={() => onNarrow({})} onSubmit={submit}>
      <label>
        Reason
        <input autoComplete="off" defaultValue={narrowing.reason} list="narrow-reasons" maxLength={100} name="reason" size={18} />
      </label>
      <datalist id="narrow-reasons">
        {reasons.map((code) => (
          <option key={code} value={code}>
            {reasonInWords(code)}
          </option>
        ))}
      </datalist>
      <label>
        Amount from
        <input autoComplete="off" defaultValue={narrowing.amount_min} inputMode="decimal" maxLength={15} name="amount_min" pattern="[0-9,]*(\.[0-9]*)?" size={8} title="An amount, such as 15 or 1,500.50" />
      </label>
      <label>
        Currency
        <input autoComplete="off" defaultValue={narrowing.currency} maxLength={3} name="currency" pattern="[A-Za-z]{3}" placeholder="EUR" size={4} title="Three letters, such as USD" />
      </label>
      <button className="narrow-button" type="submit">
        Narrow
      </button>
      <button className="narrow-button" type="reset">
        Show all
      </button>
    </form>
  );
}

function Due({ at, now }: { at: string | undefined; now: number }) {
  if (!at) return <>–</>;
  const { isOverdue, words } = timeLeft(at, now);
  return <span className={isOverdue ? "due due-over" : "due"}>{words}</span>;
}

function columns(view: QueuePlace["view"]): TableProps.ColumnDefinition<CaseSummary>[] {
  const now = Date.now();
  return [
    {
      id: "risk",
      header: "Risk",
      isRowHeader: true,
      minWidth: 130,
      cell: (one) => (
        <a className="case-link" href={addressOf({ screen: "case", caseId: one.case_id })}>
          <Risk outcome={one.outcome} score={one.risk_score} />
        </a>
      ),
    },
    {
      id: "why",
      header: "Why",
      minWidth: 200,
      cell: (one) => one.reasons.slice(0, 2).map(reasonInWords).join(", ") || "–",
    },
    {
      id: "amount",
      header: "Amount",
      minWidth: 120,
      cell: (one) => <span className="amount">{money(one.amount, one.currency)}</span>,
    },
    { id: "merchant", header: "Merchant", minWidth: 140, cell: (one) => <span className="anywhere clamp">{one.merchant}</span> },
    {
      id: "party",
      header: "Card, customer",
      minWidth: 170,
      cell: (one) => (
        <>
          <div>{one.card}</div>
          {one.customer_id ? (
            <Box color="text-body-secondary" fontSize="body-s">
              <span className="anywhere">{one.customer_id}</span>
            </Box>
          ) : null}
        </>
      ),
    },
    {
      id: "payment",
      header: "Payment",
      minWidth: 130,
      cell: (one) => (
        <>
          <span className="amount">{money(one.amount, one.currency)}</span>
          <span className="anywhere clamp">{one.merchant}</span>
        </>
      ),
    },
    { id: "due", header: "Due", minWidth: 120, cell: (one) => <Due at={one.due_at} now={now} /> },
    { id: "alerts", header: "Alerts", minWidth: 70, cell: (one) => one.alert_count },
    { id: "age", header: "Age", minWidth: 80, cell: (one) => age(one.opened_at, now) },
    {
      id: "whose",
      header: view === "closed" ? "Closed" : "Whose",
      minWidth: 170,
      cell: (one) => (
        <span className="anywhere">
          {one.closure ? `${CLOSURES[one.closure.reason]}, ${one.closure.by}` : (one.assignee ?? "Nobody")}
          {view === "asleep" && one.snooze ? `, until ${moment(one.snooze.until)}` : null}
        </span>
      ),
    },
  ];
}
