// Whom a payment links, as a drawing in three columns: the payment, its parties, and the others who share payments with those. Whoever
// is linked by several parties is drawn once, with a line to each: that is what a list does not show.

export interface Linked {
  kind: string;
  name: string;
  others: { kind: string; name: string; payments: number; key_id: string }[];
}

export interface GraphNode {
  id: string;
  kind: string;
  name: string;
  /** The newest payment that links it; of the payment's own parties none. */
  keyId?: string;
  x: number;
  y: number;
}

export interface GraphEdge {
  id: string;
  from: GraphNode;
  to: GraphNode;
  /** How many payments the line stands for; between the payment and its parties none. */
  payments?: number;
}

export interface LinkGraph {
  payment: GraphNode;
  parties: GraphNode[];
  others: GraphNode[];
  edges: GraphEdge[];
  /** Others that were left out, so that the drawing stays one. */
  leftOut: number;
  height: number;
}

/** So many others are drawn. */
export const OTHERS_DRAWN = 14;
export const GRAPH_WIDTH = 720;
const COLUMNS = [50, 250, 470];
const ROW = 34;
const MARGIN = 28;

const idOf = ({ kind, name }: { kind: string; name: string }) => `${kind} ${name}`;

export function linkGraph(parties: Linked[]): LinkGraph {
  // By how many parties each is linked, and by how many payments in all.
  const found = new Map<string, { kind: string; name: string; keyId: string; links: number; payments: number }>();
  for (const { others } of parties) {
    for (const other of others) {
      const known = found.get(idOf(other)) ?? { kind: other.kind, name: other.name, keyId: other.key_id, links: 0, payments: 0 };
      found.set(idOf(other), { ...known, links: known.links + 1, payments: known.payments + other.payments });
    }
  }
  const ranked = [...found].sort(([, one], [, another]) => another.links - one.links || another.payments - one.payments);
  const drawn = new Map(ranked.slice(0, OTHERS_DRAWN));
  const rows = Math.max(drawn.size, parties.length, 1);
  const height = 2 * MARGIN + (rows - 1) * ROW;
  const place = (column: number, index: number, count: number) => ({ x: COLUMNS[column] ?? 0, y: count === 1 ? height / 2 : MARGIN + (index * (height - 2 * MARGIN)) / (count - 1) });
  const payment: GraphNode = { id: "payment", kind: "payment", name: "", ...place(0, 0, 1) };
  const own = parties.map(({ kind, name }, index) => ({ id: `own ${kind} ${name}`, kind, name, ...place(1, index, parties.length) }));
  // Beside the party that links it first, so that lines cross little.
  const order = parties.flatMap(({ others }) => others.map(idOf)).filter((id, index, all) => drawn.has(id) && all.indexOf(id) === index);
  const others = order.flatMap((id, index) => {
    const other = drawn.get(id);
    return other ? [{ id, kind: other.kind, name: other.name, keyId: other.keyId, ...place(2, index, order.length) }] : [];
  });
  const nodeOf = new Map(others.map((node) => [node.id, node]));
  const edges: GraphEdge[] = own.map((to) => ({ id: `payment ${to.id}`, from: payment, to }));
  parties.forEach((party, index) => {
    const from = own[index];
    for (const other of party.others) {
      const to = nodeOf.get(idOf(other));
      if (from && to) edges.push({ id: `${from.id} ${to.id}`, from, to, payments: other.payments });
    }
  });
  return { payment, parties: own, others, edges, leftOut: found.size - drawn.size, height };
}

/** So much of a name stands beside a node. */
const NAME_SHOWN = 22;

export function shortened(name: string): string {
  const letters = [...name];
  return letters.length > NAME_SHOWN ? `${letters.slice(0, NAME_SHOWN - 1).join("")}…` : name;
}
