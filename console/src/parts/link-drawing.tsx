// Whom a payment links, drawn. The list beside it says the same to whoever does not see the drawing, and on narrow screens.
import { type GraphNode, GRAPH_WIDTH, type Linked, linkGraph, shortened } from "../link-graph";
import { addressOf } from "../place";
import { partyInWords, paymentsInWords } from "../words";

const RADIUS = 7;
const LINE_WIDTH_MAX = 6;

export function LinkDrawing({ parties }: { parties: Linked[] }) {
  const graph = linkGraph(parties);
  if (graph.others.length === 0) return null;
  return (
    <figure className="link-drawing">
      <svg aria-hidden="true" height={graph.height} viewBox={`0 0 ${GRAPH_WIDTH} ${graph.height}`} width={GRAPH_WIDTH}>
        {graph.edges.map(({ id, from, to, payments }) => (
          <path
            className={payments ? "link-shared" : "link-own"}
            d={`M ${from.x} ${from.y} C ${(from.x + to.x) / 2} ${from.y}, ${(from.x + to.x) / 2} ${to.y}, ${to.x} ${to.y}`}
            key={id}
            strokeWidth={Math.min(payments ?? 1, LINE_WIDTH_MAX)}
          >
            {payments ? <title>{`In ${paymentsInWords(payments)}`}</title> : null}
          </path>
        ))}
        <circle className="link-payment" cx={graph.payment.x} cy={graph.payment.y} r={RADIUS + 3} />
        <text textAnchor="middle" x={graph.payment.x} y={graph.payment.y + 28}>
          This payment
        </text>
        {graph.parties.map((node) => (
          <Node key={node.id} node={node} />
        ))}
        {graph.others.map((node) => (
          <a href={node.keyId ? addressOf({ screen: "payment", keyId: node.keyId }) : undefined} key={node.id} tabIndex={-1}>
            <Node node={node} />
          </a>
        ))}
      </svg>
      {graph.leftOut > 0 ? <figcaption className="soft">{`${graph.leftOut} more are in the list.`}</figcaption> : null}
    </figure>
  );
}

function Node({ node }: { node: GraphNode }) {
  const words = `${partyInWords(node.kind)} ${node.name}`;
  return (
    <g>
      <title>{words}</title>
      <circle className={node.keyId ? "link-other" : "link-party"} cx={node.x} cy={node.y} r={RADIUS} />
      {node.keyId ? (
        <text x={node.x + RADIUS + 6} y={node.y + 4}>
          {shortened(words)}
        </text>
      ) : (
        // Above it: lines leave to both sides.
        <text textAnchor="middle" x={node.x} y={node.y - RADIUS - 6}>
          {shortened(words)}
        </text>
      )}
    </g>
  );
}
