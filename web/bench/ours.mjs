// ours asks the page's own analysis, in the page or in Node: from text to
// certificates, or to the report as the page gets it (JSON, note, Markdown).
// It refers to nothing outside itself, so that it can be sent to a page.
export function ours(times, what, inputs, at) {
  const check = (answer) => {
    if (answer?.error) throw new Error(answer.error);
    return answer;
  };
  const piece = 1 << 20;
  let answer;
  const began = performance.now();
  for (let i = 0; i < times; i++) {
    check(missingLink.begin(JSON.stringify({ at })));
    for (const { name, role, text } of inputs) {
      check(missingLink.open(name, role));
      for (let from = 0; from < text.length; from += piece) {
        check(missingLink.push(new TextEncoder().encode(text.slice(from, from + piece))));
      }
      check(missingLink.close());
    }
    if (what === "report") answer = check(missingLink.report());
  }
  const ms = (performance.now() - began) / times;
  return [ms, answer ? JSON.parse(new TextDecoder().decode(answer.json)).verdict.code : "-"];
}
