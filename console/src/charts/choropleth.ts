import type { MapItem, MapView } from '~/api/types';

import { classOf, shadeOf } from './breaks';
import type { ChartOption } from './option';
import { CHART_FONT, type Palette } from './palette';

export interface ChoroplethInput {
  map: MapView;
  /** Name of the registered geometry; its features are found by `code`. */
  geometry: string;
  value: (item: MapItem) => number | null | undefined;
  breaks: number[];
  name: (item: MapItem) => string;
  tooltip: (item: MapItem) => string;
  palette: Palette;
}

/** Regions coloured by class, hatched where nothing was reported, the asked one outlined. */
export function choropleth({ map, geometry, value, breaks, name, tooltip, palette }: ChoroplethInput): ChartOption {
  const items = new Map(map.items.map((item) => [item.region, item]));
  const nameOf = (code: string) => {
    const item = items.get(code);
    return item ? name(item) : '';
  };
  return {
    animation: false,
    textStyle: { fontFamily: CHART_FONT },
    tooltip: {
      trigger: 'item',
      confine: true,
      backgroundColor: palette.surface,
      borderColor: palette.axis,
      textStyle: { color: palette.text, fontSize: 13 },
      formatter: (hovered) => {
        const item = items.get((Array.isArray(hovered) ? hovered[0] : hovered)?.name ?? '');
        return item ? tooltip(item) : '';
      },
    },
    series: [
      {
        type: 'map',
        map: geometry,
        nameProperty: 'code',
        aspectScale: 0.8,
        left: 8,
        right: 8,
        top: 8,
        bottom: 8,
        selectedMode: false,
        label: { show: true, color: palette.text, fontSize: 11, formatter: ({ name: code }) => nameOf(code) },
        labelLayout: { hideOverlap: true },
        itemStyle: { areaColor: palette.empty, borderColor: palette.border, borderWidth: 1 },
        emphasis: { label: { color: palette.text, fontWeight: 600 }, itemStyle: { areaColor: undefined, borderColor: palette.focus, borderWidth: 1.5 } },
        data: map.items.map((item) => ({ name: item.region, value: value(item) ?? undefined, ...styleOf(item) })),
      },
    ],
  } as ChartOption;

  function styleOf(item: MapItem) {
    const shown = value(item);
    const isFocus = item.region === map.focus;
    const outline = isFocus ? { borderColor: palette.focus, borderWidth: 2.5 } : {};
    if (shown == null) {
      const hatch = { symbol: 'rect', color: palette.emptyHatch, dashArrayX: [1, 0], dashArrayY: [2, 5], rotation: Math.PI / 4 };
      return { itemStyle: { areaColor: palette.empty, decal: hatch, ...outline } };
    }
    const shade = shadeOf(classOf(shown, breaks), breaks.length);
    const areaColor = palette.classes[shade] as string;
    // The darkest classes need light letters to stay readable.
    const label = shade >= 4 ? { label: { color: palette.surface } } : {};
    return { itemStyle: { areaColor, ...outline }, emphasis: { itemStyle: { areaColor } }, ...label };
  }
}
