// The queues: what waits, whose it is, and acts on many at once.
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useDeeds } from "../acts";
import { type Api, type CaseSummary, dataOf, type Me } from "../api/client";
import { CloseDialog } from "../parts/close-dialog";
import { tell } from "../parts/notices";
import { Risk } from "../parts/risk";
import { useShortcuts } from "../parts/shortcuts";
import { ShowMore } from "../parts/show-more";
import { useColumns } from "../parts/width";
import { addressOf, go, type Place } from "../place";
import { age, CLOSURES, money, reasonInWords } from "../words";

const PAGE = 50;
/** As many as the API takes in one call. */
const AT_ONCE_MAX = 50;
const FRESH_EVERY_MS = 15_000;

type QueuePlace = Extract<Place, { screen: "queue" }>;

const TITLES = { all: "All open", mine: "Mine", unassigned: "Unassigned", closed: "Closed" };

interface Props {
  api: Api;
  me: Me;
  place: QueuePlace;
}

export default function Queue({ api, me, place }: Props) {
  const display = useColumns();
  const [order, setOrder] = useState<"risk" | "age">("risk");
  const [selected, setSelected] = useState<CaseSummary[]>([]);
  const [isClosing, setClosing] = useState(false);
  const { queue, view } = place;
  const pages = useInfiniteQuery({
    queryKey: ["cases", queue, view, order],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) => {
      const query = { queue, view, order, limit: PAGE, ...(pageParam ? { after: pageParam } : {}) };
      return dataOf(api.GET("/console/cases", { params: { query } }));
    },
    getNextPageParam: (last) => last.next,
    refetchInterval: FRESH_EVERY_MS,
  });
  const cases = pages.data?.pages.flatMap((page) => page.cases) ?? [];
  const deeds = useDeeds(api, () => {
    setSelected([]);
    setClosing(false);
  });
  const isSanctions = queue === "sanctions";
  const mayAssign = me.acts.includes(isSanctions ? "assign_sanctions_cases" : "assign_cases");
  const mayClose = me.acts.includes(isSanctions ? "close_sanctions_cases" : "close_cases");
  const isOpenView = view !== "closed";
  const caseIds = selected.map((one) => one.case_id);
  const openNext = () => {
    const next = cases[0];
    if (next) go({ screen: "case", caseId: next.case_id });
  };
  useShortcuts({ KeyN: openNext });
  const select = (chosen: CaseSummary[]) => {
    setSelected(chosen.slice(0, AT_ONCE_MAX));
    if (chosen.length > AT_ONCE_MAX) {
      tell("warning", `${AT_ONCE_MAX} cases can be acted on at once: of ${chosen.length}, the first ${AT_ONCE_MAX} are selected.`);
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
        columnDisplay={display(WIDE, NARROW)}
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
            description={isSanctions ? "Parties of payments that match a sanctions list." : "Payments that the policy had looked at."}
            variant="h1"
          >
            {isSanctions ? `Sanctions: ${TITLES[view].toLowerCase()}` : TITLES[view]}
          </Header>
        }
        filter={
          isOpenView && view === "all" ? (
            <SegmentedControl
              label="Order"
              onChange={({ detail }) => setOrder(detail.selectedId as "risk" | "age")}
              options={[
                { id: "risk", text: "Highest risk first" },
                { id: "age", text: "Oldest first" },
              ]}
              selectedId={order}
            />
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
      {isClosing ? (
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
    { id: "alerts", header: "Alerts", minWidth: 70, cell: (one) => one.alert_count },
    { id: "age", header: "Age", minWidth: 80, cell: (one) => age(one.opened_at, now) },
    {
      id: "whose",
      header: view === "closed" ? "Closed" : "Whose",
      minWidth: 170,
      cell: (one) => (
        <span className="anywhere">
          {one.closure ? `${CLOSURES[one.closure.reason]}, ${one.closure.by}` : (one.assignee ?? "Nobody")}
        </span>
      ),
    },
  ];
}
