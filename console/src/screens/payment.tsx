// A payment on its own: what was decided and why, and all that was sent.
import Alert from "@cloudscape-design/components/alert";
import Container from "@cloudscape-design/components/container";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { type Api, dataOf, NotThere } from "../api/client";
import { PaymentPart } from "../parts/payment";
import { Reasons } from "../parts/reasons";
import { Risk } from "../parts/risk";
import { ReplayPart } from "../parts/replay";
import { SurroundingsPart } from "../parts/surroundings";
import { money } from "../words";

export default function PaymentScreen({ api, keyId }: { api: Api; keyId: string }) {
  const payment = useQuery({
    queryKey: ["payment", keyId],
    queryFn: () => dataOf(api.GET("/console/payments/{key_id}", { params: { path: { key_id: keyId } } })),
    retry: false,
  });
  if (payment.error && (!payment.data || payment.error instanceof NotThere)) return <Alert header="This payment can't be shown" type="warning">{payment.error.message}</Alert>;
  if (!payment.data) return <p className="waiting">Loading…</p>;
  const { assessment, sent, status } = payment.data;
  return (
    <ContentLayout
      header={
        <Header variant="h1">
          <span className="anywhere">
            {money(String(sent.amount), String(sent.currency))} to {String(sent.merchant)}
          </span>
        </Header>
      }
    >
      <SpaceBetween size="l">
        <Container
          header={
            <Header actions={assessment ? <Risk outcome={assessment.outcome} score={assessment.risk_score} /> : undefined} variant="h2">
              Why
            </Header>
          }
        >
          {assessment ? <Reasons alert={assessment} /> : <p>{status === "Pending" ? "It is not decided yet." : "It could not be decided."}</p>}
        </Container>
        <Container header={<Header variant="h2">The payment</Header>}>
          <PaymentPart payment={payment.data} />
        </Container>
        <ReplayPart api={api} keyId={keyId} />
        <SurroundingsPart api={api} keyId={keyId} />
      </SpaceBetween>
    </ContentLayout>
  );
}
