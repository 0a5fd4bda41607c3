// Measuring: contenders take turns, so that what else the machine does weighs
// on all alike, and medians are told.

export const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];

// warm asks until the contender has had so many milliseconds, and returns how
// often it is asked in a row for a round of so many milliseconds.
async function warm(contender, what, inputs, expected, { warmFor, round }) {
  const began = performance.now();
  let times = 1;
  for (;;) {
    const [ms, answer] = await contender.ask(times, what, inputs);
    if (expected && answer !== expected) throw new Error(`${contender.name} answers ${answer} instead of ${expected}`);
    times = Math.min(500, Math.max(1, Math.round(round / Math.max(ms, 0.001))));
    if (performance.now() - began > warmFor) return times;
  }
}

// turns lets the contenders answer one question, round after round, until so
// many milliseconds are spent, and returns their milliseconds a round by name.
export async function turns(contenders, what, inputs, { expected, rounds = 15, warmFor = 4000, round = 150, spend = 60_000 } = {}) {
  const times = new Map();
  for (const c of contenders) times.set(c, await warm(c, what, inputs, expected, { warmFor, round }));
  const all = Object.fromEntries(contenders.map((c) => [c.name, []]));
  const began = performance.now();
  for (let i = 0; i < rounds && (i === 0 || performance.now() - began < spend); i++) {
    for (const c of contenders) all[c.name].push((await c.ask(times.get(c), what, inputs))[0]);
  }
  return all;
}

// faster is how many times ours is faster than theirs: the median of the
// rounds, each compared with itself.
export const faster = (ours, theirs) => median(ours.map((ms, i) => theirs[i] / ms));

// Sizes whose time is less than this many times that of the smallest say more
// about the start than about the growth.
const started = 5;

// exponent fits ms = c * size^e by least squares over the logarithms.
export function exponent(points) {
  const grown = points.filter(([, ms]) => ms >= started * points[0][1]);
  const used = grown.length >= 3 ? grown : points.slice(-3);
  const mean = (list) => list.reduce((a, b) => a + b, 0) / list.length;
  const xs = used.map(([n]) => Math.log(n));
  const ys = used.map(([, ms]) => Math.log(ms));
  const [x, y] = [mean(xs), mean(ys)];
  const e = mean(xs.map((v, i) => (v - x) * (ys[i] - y))) / mean(xs.map((v) => (v - x) ** 2));
  return { e, from: used[0][0], to: used.at(-1)[0] };
}
