// What lies in a queue of failures, and why; chosen letters are sent again or discarded.
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Api, dataOf, type Me, type Schemas } from "../api/client";
import { age, letterInWords, moment } from "../words";
import { type LetterAct, LetterDialog } from "./letter-dialog";
import { useColumns } from "./width";

type Letter = Schemas["DeadLetter"];

/** As many as one act takes. */
const PAGE = 25;

export function DeadLetters({ api, me, queue }: { api: Api; me: Me; queue: string }) {
  const display = useColumns();
  const [chosen, setChosen] = useState<string[]>([]);
  const [act, setAct] = useState<LetterAct | null>(null);
  const found = useQuery({
    queryKey: ["dead-letters", queue],
    queryFn: () => dataOf(api.GET("/console/dead-letters", { params: { query: { queue, limit: PAGE } } })),
    // Looking hides letters from everybody else for a moment, so nobody looks by the clock.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  });
  const letters = found.data?.letters ?? [];
  const selected = letters.filter((letter) => chosen.includes(letter.message_id));
  const isPlace = selected.some((letter) => !letter.can_be_redriven);
  return (
    <>
      {found.error ? <Alert type="error">{found.error.message}</Alert> : null}
      <Table
        ariaLabels={{
          tableLabel: `Dead letters of ${queue}`,
          selectionGroupLabel: "Letters",
          allItemsSelectionLabel: () => "Choose all that are shown",
          itemSelectionLabel: (_, letter) => `Choose the letter of ${moment(letter.sent_at)}: ${letter.text.slice(0, 80)}`,
        }}
        columnDefinitions={COLUMNS}
        columnDisplay={display(["sent", "kind", "text"], ["text"])}
        empty={
          <Box padding="l" textAlign="center">
            <b>Nothing lies here</b>
            <Box color="text-body-secondary">Or somebody else is looking at it just now.</Box>
          </Box>
        }
        enableKeyboardNavigation
        footer={
          found.data && !found.data.is_all ? (
            <Box textAlign="center">More lie here. SQS hands out any of them: look again once these are dealt with.</Box>
          ) : undefined
        }
        header={
          <Header
            actions={
              <SpaceBetween direction="horizontal" size="xs">
                <Button ariaLabel="Look again" iconName="refresh" loading={found.isFetching} onClick={() => void found.refetch()} />
                {me.acts.includes("discard_dead_letters") ? (
                  <Button disabled={selected.length === 0} onClick={() => setAct("discard")}>
                    Discard…
                  </Button>
                ) : null}
                {me.acts.includes("redrive_dead_letters") ? (
                  <Button
                    disabled={selected.length === 0 || isPlace}
                    disabledReason={isPlace ? "A place in a stream takes the command line: tollgate dlq redrive." : undefined}
                    onClick={() => setAct("redrive")}
                    variant="primary"
                  >
                    Send again…
                  </Button>
                ) : null}
              </SpaceBetween>
            }
            counter={found.data ? `(${letters.length}${found.data.is_all ? "" : "+"})` : undefined}
            description="What could not be processed, the oldest first. Mend the cause, then send them again."
            variant="h2"
          >
            <span className="anywhere">{queue}</span>
          </Header>
        }
        items={letters}
        loading={found.isPending}
        loadingText="Looking through the queue"
        onSelectionChange={({ detail }) => setChosen(detail.selectedItems.map((letter) => letter.message_id))}
        selectedItems={selected}
        selectionType="multi"
        trackBy="message_id"
        variant="container"
        wrapLines
      />
      {act ? <LetterDialog act={act} api={api} letters={selected} onDone={() => setAct(null)} queue={queue} /> : null}
    </>
  );
}

const COLUMNS: TableProps.ColumnDefinition<Letter>[] = [
  {
    id: "sent",
    header: "Sent (your time)",
    minWidth: 150,
    cell: ({ sent_at }) => (
      <>
        {moment(sent_at)}
        <Box color="text-body-secondary" fontSize="body-s">
          {age(sent_at, Date.now())} ago
        </Box>
      </>
    ),
  },
  { id: "kind", header: "What", minWidth: 150, cell: ({ kind }) => letterInWords(kind) },
  {
    id: "text",
    header: "What it says",
    isRowHeader: true,
    minWidth: 260,
    cell: (letter) => (
      <>
        <span className="anywhere">{letter.text}</span>
        {letter.can_be_redriven ? null : (
          <Box color="text-body-secondary" fontSize="body-s">
            A place in a stream: the command line reads it there again (tollgate dlq redrive).
          </Box>
        )}
      </>
    ),
  },
];
