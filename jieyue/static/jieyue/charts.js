// Draws every [data-chart] with the option in the JSON script it names; follows the theme, the
// language and the width of its place. The library is fetched only by a page that has a chart.
(() => {
  "use strict";
  const source = document.currentScript.dataset.echarts;
  let loading = null;

  function library() {
    loading ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = source;
      script.onload = () => resolve(window.echarts);
      script.onerror = reject;
      document.head.append(script);
    });
    return loading;
  }

  const resizes = new ResizeObserver((entries) => {
    for (const { target } of entries) window.echarts?.getInstanceByDom(target)?.resize();
  });

  function theme() {
    const style = getComputedStyle(document.documentElement);
    const token = (name) => style.getPropertyValue(name).trim();
    const text = token("--chart-text");
    const line = token("--chart-line");
    const axis = {
      axisLine: { lineStyle: { color: line } },
      axisTick: { show: false },
      axisLabel: { color: text, hideOverlap: true },
      nameTextStyle: { color: text },
      splitLine: { lineStyle: { color: line } },
    };
    return {
      color: [1, 2, 3, 4, 5, 6, 7, 8].map((n) => token(`--chart-${n}`)),
      backgroundColor: "transparent",
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
      legend: { textStyle: { color: text }, icon: "roundRect", itemWidth: 14, itemHeight: 4, top: 0 },
      tooltip: {
        backgroundColor: token("--chart-surface"),
        borderColor: line,
        textStyle: { color: token("--chart-strong") },
        confine: true,
      },
      categoryAxis: { ...axis, splitLine: { show: false } },
      valueAxis: { ...axis, axisLine: { show: false } },
      timeAxis: axis,
      logAxis: axis,
      line: { symbolSize: 5, lineStyle: { width: 2 } },
      bar: { itemStyle: { borderRadius: [3, 3, 0, 0] }, barMaxWidth: 32 },
      visualMap: { textStyle: { color: text } },
      dataZoom: { textStyle: { color: text }, borderColor: line },
    };
  }

  // An interval is two stacked areas (see band() in charts.py); both wear one quiet colour.
  function dressBands(option) {
    const style = getComputedStyle(document.documentElement);
    const color = style.getPropertyValue("--chart-band").trim();
    for (const series of [].concat(option.series ?? [])) {
      if (!series.stack?.startsWith("band-")) continue;
      series.itemStyle = { color, opacity: 0.35, ...series.itemStyle };
      series.lineStyle = { color, width: 0 };
      if (series.areaStyle) series.areaStyle = { color, ...series.areaStyle };
    }
    return option;
  }

  function draw(echarts, place) {
    const option = dressBands(JSON.parse(document.getElementById(place.dataset.chart).textContent));
    echarts.getInstanceByDom(place)?.dispose();
    const locale = document.documentElement.dataset.locale === "en" ? "EN" : "ZH";
    const chart = echarts.init(place, theme(), { renderer: "svg", locale });
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    chart.setOption({
      animation: !calm,
      grid: { left: 8, right: 12, top: 36, bottom: 8, outerBoundsMode: "same" },
      ...option,
    });
    resizes.observe(place);
  }

  async function drawAll(within) {
    const places = [...within.querySelectorAll("[data-chart]")];
    if (!places.length) return;
    const echarts = await library();
    places.forEach((place) => draw(echarts, place));
  }

  drawAll(document);
  document.addEventListener("jieyue:theme", () => drawAll(document));
  document.addEventListener("htmx:load", (event) => {
    if (event.target !== document.body) drawAll(event.target);
  });
})();
