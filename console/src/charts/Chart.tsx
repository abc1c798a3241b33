import type { EChartsType } from 'echarts/core';
import { type CSSProperties, useEffect, useRef } from 'react';

import type * as library from './echarts';
import type { ChartOption } from './option';

type Library = typeof library;

/** A map to register before the option can be drawn. */
export interface ChartMap {
  name: string;
  geometry: object;
}

interface Props {
  option: ChartOption;
  /** Pixels, or any CSS length. */
  height: number | string;
  /** What the picture shows, in one sentence; the numbers themselves stand in the table beside it. */
  label: string;
  /** Grows beyond `height` when its figure has room. */
  fill?: boolean;
  map?: ChartMap;
  /** Called with the name of the region or category that was clicked. */
  onSelect?: (name: string) => void;
  /** Receives the drawn chart, to save it as a picture. */
  onReady?: (chart: EChartsType) => void;
}

/** One ECharts picture that follows its box and its option. */
export function Chart({ option, height, label, fill = false, map, onSelect, onReady }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const select = useRef(onSelect);
  const ready = useRef(onReady);
  const libraryPromise = useRef<Promise<Library>>(null);

  useEffect(() => {
    select.current = onSelect;
    ready.current = onReady;
  });

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    let current = true;
    libraryPromise.current ??= import('./echarts');
    void libraryPromise.current.then((library) => {
      if (!current) return;
      if (map && !library.getMap(map.name)) library.registerMap(map.name, map.geometry as never);
      const chart = library.getInstanceByDom(element) ?? create(library, element, select);
      chart.setOption(option, { notMerge: true });
      ready.current?.(chart);
    });
    return () => {
      current = false;
    };
  }, [option, map]);

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const withChart = (act: (chart: EChartsType) => void) =>
      void libraryPromise.current?.then((library) => {
        const chart = library.getInstanceByDom(element);
        if (chart) act(chart);
      });
    const observer = new ResizeObserver(() => withChart((chart) => chart.resize()));
    observer.observe(element);
    return () => {
      observer.disconnect();
      withChart((chart) => chart.dispose());
    };
  }, []);

  // `contain` keeps the drawn canvas from holding the box at its size when the box shrinks.
  const size: CSSProperties = fill ? { flex: '1 1 0', minHeight: height, contain: 'size' } : { height };
  return <div ref={box} role="img" aria-label={label} style={{ ...size, width: '100%' }} />;
}

function create(library: Library, element: HTMLElement, select: { current: Props['onSelect'] }): EChartsType {
  const chart = library.init(element, null, { renderer: 'canvas' });
  chart.on('click', ({ name }) => select.current?.(name));
  return chart;
}
