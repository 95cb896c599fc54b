// What a model knows of itself: what it learned from, how good it is, what it looks at.
import Alert from "@cloudscape-design/components/alert";
import Badge from "@cloudscape-design/components/badge";
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import ProgressBar from "@cloudscape-design/components/progress-bar";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";
import type { Schemas } from "../api/client";
import { percent } from "../words";

type Card = NonNullable<Schemas["ModelSummary"]["card"]>;

interface Props {
  actions?: ReactNode;
  children?: ReactNode;
  model: Schemas["ModelSummary"];
  pairs?: { label: string; value: ReactNode }[];
  role: string;
}

export function ModelCard({ actions, children, model, pairs = [], role }: Props) {
  const card = model.card;
  return (
    <Container
      header={
        <Header
          actions={model.is_damaged ? <Badge color="red">Damaged</Badge> : actions}
          description={<span className="anywhere">{model.version}</span>}
          variant="h2"
        >
          {role}
        </Header>
      }
    >
      <SpaceBetween size="m">
        {model.is_damaged ? <Alert type="error">Its file can't be read. The last good one decides meanwhile; docs/OPERATIONS.md says what to do.</Alert> : null}
        {children}
        <KeyValuePairs columns={3} items={[...pairs, ...(card ? learned(card) : [])]} minColumnWidth={150} />
        {card ? <Evaluated card={card} /> : null}
      </SpaceBetween>
    </Container>
  );
}

function learned(card: Card) {
  return [
    { label: "Learned from", value: `${card.trained_from} to ${card.trained_to}` },
    { label: "Payments", value: card.payments.toLocaleString("en") },
    { label: "Fraud among them", value: card.knows_labels ? card.fraud.toLocaleString("en") : "It knows no labels" },
  ];
}

function Evaluated({ card }: { card: Card }) {
  const evaluation = card.evaluation;
  if (!evaluation) return <Box color="text-body-secondary">It was not evaluated.</Box>;
  return (
    <SpaceBetween size="m">
      <Box variant="p">
        {`Evaluated on ${evaluation.payments.toLocaleString("en")} payments from ${evaluation.from} to ${evaluation.to} that it had not seen, ${evaluation.fraud.toLocaleString("en")} of them fraud.`}
      </Box>
      <KeyValuePairs
        columns={2}
        items={evaluation.figures.map((figure) => ({
          label: figure.name,
          value: (
            <>
              {figure.value.toFixed(3)}
              <Box color="text-body-secondary" fontSize="body-s">
                {`95 % band ${figure.low.toFixed(3)} to ${figure.high.toFixed(3)}; ${figure.meaning}`}
              </Box>
            </>
          ),
        }))}
        minColumnWidth={180}
      />
      <ExpandableSection headerText={`What it looks at (${evaluation.features.length})`}>
        <SpaceBetween size="xs">
          {evaluation.features.map((one) => (
            <ProgressBar additionalInfo={percent(one.part)} ariaLabel={one.feature} key={one.feature} label={one.feature} value={100 * one.part} />
          ))}
        </SpaceBetween>
      </ExpandableSection>
    </SpaceBetween>
  );
}
