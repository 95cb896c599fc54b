// Decisions and fraud over time. The table below the charts says the same to who can't see them.
import BarChart from "@cloudscape-design/components/bar-chart";
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import LineChart from "@cloudscape-design/components/line-chart";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { Schemas } from "../api/client";
import { whole } from "../words";

type Day = Schemas["DecisionReport"]["days"][number];
type Counts = NonNullable<Day["counts"]>;

const HEIGHT = 240;
/** Beyond it bars are too narrow to be told apart. */
const BARS_MAX = 62;
const EMPTY = <Box textAlign="center">Nothing was counted.</Box>;
const shortDay = (day: Date) => day.toLocaleDateString("en", { month: "short", day: "numeric", timeZone: "UTC" });

export default function ReportCharts({ days }: { days: Day[] }) {
  const counted = days.flatMap(({ day, counts }) => (counts ? [{ x: new Date(`${day}T00:00:00Z`), counts }] : []));
  const line = (of: (counts: Counts) => number) => counted.map(({ x, counts }) => ({ x, y: of(counts) }));
  const most = (of: (counts: Counts) => number) => Math.max(1, ...counted.map(({ counts }) => of(counts)));
  // A day that is not counted has its place, and no bar.
  const xDomain = days.map(({ day }) => new Date(`${day}T00:00:00Z`));
  const decided = [
    { title: "Approved", of: ({ payments, review, block }: Counts) => payments - review - block, color: "#0972d3" },
    { title: "Reviewed", of: ({ review }: Counts) => review, color: "#b2740b" },
    { title: "Blocked", of: ({ block }: Counts) => block, color: "#d13212" },
  ];
  const range: [Date, Date] | undefined = xDomain.length > 1 ? [xDomain[0] as Date, xDomain.at(-1) as Date] : undefined;
  const shared = {
    empty: EMPTY,
    height: HEIGHT,
    hideFilter: true,
    i18nStrings: { ...WORDS, xTickFormatter: shortDay },
    xTitle: "Day (UTC)",
    yTitle: "Payments",
  };
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">Decisions</Header>}>
        {xDomain.length <= BARS_MAX ? (
          <BarChart
            {...shared}
            ariaLabel="Payments that were approved, reviewed and blocked, day by day"
            series={decided.map(({ title, of, color }) => ({ title, type: "bar", data: line(of), color, valueFormatter: whole }))}
            stackedBars
            xDomain={xDomain}
            xScaleType="categorical"
            yDomain={[0, most(({ payments }) => payments)]}
          />
        ) : (
          <LineChart
            {...shared}
            ariaLabel="Payments that were approved, reviewed and blocked, day by day"
            series={decided.map(({ title, of, color }) => ({ title, type: "line", data: line(of), color, valueFormatter: whole }))}
            xDomain={range}
            xScaleType="time"
            yDomain={[0, most(({ payments }) => payments)]}
          />
        )}
      </Container>
      <Container
        header={
          <Header description="The last week looks better than it is: its labels are still to come." variant="h2">
            Fraud caught and missed
          </Header>
        }
      >
        <LineChart
          {...shared}
          ariaLabel="Fraud that was caught and missed, and good payments that were held, day by day"
          series={[
            { title: "Fraud caught", type: "line", data: line(({ caught }) => caught), color: "#037f0c", valueFormatter: whole },
            { title: "Fraud missed", type: "line", data: line(({ missed }) => missed), color: "#d13212", valueFormatter: whole },
            { title: "Good held", type: "line", data: line(({ hurt }) => hurt), color: "#b2740b", valueFormatter: whole },
          ]}
          xDomain={range}
          xScaleType="time"
          yDomain={[0, most(({ caught, missed, hurt }) => Math.max(caught, missed, hurt))]}
        />
      </Container>
    </SpaceBetween>
  );
}

const WORDS = {
  chartAriaRoleDescription: "chart",
  detailPopoverDismissAriaLabel: "Dismiss",
  legendAriaLabel: "Legend",
  xAxisAriaRoleDescription: "x axis",
  yAxisAriaRoleDescription: "y axis",
};
