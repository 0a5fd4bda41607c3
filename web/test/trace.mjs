// What a stretch of use cost the page's own thread, from Chromium's trace.

// traced runs use and returns the longest task of the page's thread, in
// milliseconds of processor and by the clock.
export async function traced(tab, use) {
  await tab.page.tracing.start({ categories: ["toplevel", "devtools.timeline"] });
  await use();
  const { traceEvents } = JSON.parse(Buffer.from(await tab.page.tracing.stop()).toString());
  const threads = new Set(traceEvents.filter((e) => e.name === "thread_name" && e.args.name === "CrRendererMain").map((e) => `${e.pid}/${e.tid}`));
  const tasks = traceEvents.filter((e) => e.ph === "X" && /RunTask$/.test(e.name) && threads.has(`${e.pid}/${e.tid}`));
  const longest = (field) => Math.round(Math.max(...tasks.map((e) => e[field] ?? 0)) / 100) / 10;
  if (tasks.length === 0) throw new Error("the trace shows no task of the page");
  return { processor: longest("tdur"), wall: longest("dur"), tasks: tasks.length };
}
