// All results of a target as one row of stripes, in the order of the run.

function startBarcodes() {
  run.columns.forEach((column, index) => {
    const place = column.variant === "native" ? column.target : `${column.target}/${column.variant}`;
    const cell = document.querySelector(`[data-place="${CSS.escape(place)}"]`);
    const mine = run.results.filter((each) => each.column === index);
    if (!cell) return;
    const stripes = mine.map((result, number) => s("rect", {
      class: `is-${result.status}`, x: number, width: 0.86, height: 16, "data-boot": result.name,
    }));
    cell.append(s("svg", {
      class: "barcode", viewBox: `0 0 ${mine.length} 16`, preserveAspectRatio: "none", "aria-hidden": "true",
    }, stripes));
  });
  for (const cell of document.querySelectorAll(".codes")) cell.hidden = run.results.length < 2;
}
