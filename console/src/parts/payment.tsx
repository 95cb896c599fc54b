// A payment with all that was sent, what was usual, and what it turned out to be.
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { CasePayment } from "../api/client";
import { downloadText } from "../csv";
import { featureInWords, featureValueInWords } from "../features";
import { fieldInWords, moment, money, valueInWords } from "../words";

export function PaymentPart({ payment }: { payment: CasePayment }) {
  const { amount, currency, event_time, made_up, ...others } = payment.sent;
  const sent = { amount: money(String(amount), String(currency)), event_time: moment(String(event_time)), ...others };
  const fields = Object.entries(sent).map(([name, value]) => ({
    label: fieldInWords(name),
    value: <span className="anywhere">{valueInWords(value)}</span>,
  }));
  const features = Object.entries(payment.features).map(([name, value]) => ({
    label: <span className="anywhere">{featureInWords(name)}</span>,
    value: <span className="anywhere">{featureValueInWords(value)}</span>,
  }));
  return (
    <SpaceBetween size="l">
      {made_up === true ? <Alert type="info">The scheduled producer made this payment up. It is decided like others, and no alert, report or model counts it.</Alert> : null}
      <KeyValuePairs columns={3} items={fields} minColumnWidth={150} />
      {payment.labels.length > 0 ? (
        <div>
          <Box variant="awsui-key-label">Labels</Box>
          {payment.labels.map((label) => (
            <div key={`${label.source} ${label.time}`}>
              <StatusIndicator type={label.label === "fraud" ? "error" : "success"}>
                {label.label === "fraud" ? "Fraud" : "Legitimate"}
              </StatusIndicator>{" "}
              <span className="anywhere">{label.source}</span>, {moment(label.time)}
            </div>
          ))}
        </div>
      ) : null}
      {features.length > 0 ? (
        <ExpandableSection headerText="What is usual for this card and customer">
          <KeyValuePairs columns={3} items={features} minColumnWidth={200} />
        </ExpandableSection>
      ) : null}
      {payment.evidence ? (
        <Button iconName="download" onClick={() => downloadText(`tollgate-evidence-${payment.key_id}.txt`, payment.evidence ?? "")}>
          Export evidence of the screening
        </Button>
      ) : null}
      <Box color="text-body-secondary" fontSize="body-s">
        <span className="anywhere">{payment.key_id}</span>
      </Box>
    </SpaceBetween>
  );
}
