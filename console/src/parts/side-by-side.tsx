// A party and an entry of a list side by side: what agrees, what differs, and what the list does not say.
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { Schemas } from "../api/client";
import { rowsOf } from "../side-by-side";
import { fieldInWords } from "../words";

type Entry = Schemas["FoundEntry"];

const SORTS = { primary: "", alias: " (also known as)", former: " (formerly)", weak: " (weak alias)" } as const;

export function SideBySide({ asked, entry }: { asked: Record<string, unknown>; entry: Entry }) {
  return (
    <div className="figures">
      <table aria-label="Party and entry side by side">
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">The party</th>
            <th scope="col">On the list</th>
            <th scope="col">Says</th>
          </tr>
        </thead>
        <tbody>
          {rowsOf(entry, asked).map((row, at) => (
            // Two parts of a name may be the same word.
            <tr key={`${at} ${row.party} ${row.listed}`}>
              <th scope="row">{row.what}</th>
              <td className="anywhere">{row.party}</td>
              <td className="anywhere">{row.listed}</td>
              <td>
                <StatusIndicator type={row.type} wrapText>
                  {row.says}
                </StatusIndicator>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** All that the list says of the entry, to be held beside what is known of the party elsewhere. */
export function ListingPart({ entry }: { entry: Entry }) {
  const { birth_dates, countries, identifiers, names, remarks } = entry.listing;
  const papers = identifiers.map(({ country, number, sort }) => [sort, number, country ? `(${country})` : ""].filter(Boolean).join(" "));
  const items = [
    { label: "Names", values: names.map(({ sort, text }) => `${text}${SORTS[sort]}`) },
    { label: "Born", values: birth_dates },
    { label: "Countries", values: countries },
    { label: "Papers", values: papers },
    { label: "Programs", values: entry.programs },
    { label: "Remarks", values: remarks ? [remarks] : [] },
    { label: "Type", values: [fieldInWords(entry.type)] },
  ];
  return (
    <KeyValuePairs
      columns={3}
      items={items.map(({ label, values }) => ({
        label,
        value: values.length === 0 ? "–" : values.map((value, at) => <div className="anywhere" key={`${at} ${value}`}>{value}</div>),
      }))}
      minColumnWidth={180}
    />
  );
}
