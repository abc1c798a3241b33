import type { BarSeriesOption, LineSeriesOption, MapSeriesOption, ScatterSeriesOption } from 'echarts/charts';
import type { GridComponentOption, TooltipComponentOption } from 'echarts/components';
import type { ComposeOption } from 'echarts/core';

/** Options of exactly the parts that are loaded. */
export type ChartOption = ComposeOption<
  BarSeriesOption | LineSeriesOption | MapSeriesOption | ScatterSeriesOption | GridComponentOption | TooltipComponentOption
>;

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text made safe for a tooltip, which ECharts fills as HTML. */
export const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (char) => ESCAPES[char] as string);

/** A tooltip of a heading and label-value lines. */
export function tooltipHtml(heading: string, lines: { label: string; value: string; color?: string }[]): string {
  const rows = lines.map(({ label, value, color }) => {
    const dot = color ? `<i style="display:inline-block;width:8px;height:8px;margin-right:6px;border-radius:2px;background:${color}"></i>` : '';
    return `<tr><td style="padding-right:16px">${dot}${escapeHtml(label)}</td><td style="text-align:right;font-variant-numeric:tabular-nums">${escapeHtml(value)}</td></tr>`;
  });
  return `<b>${escapeHtml(heading)}</b><table style="border-spacing:0;margin-top:4px">${rows.join('')}</table>`;
}
