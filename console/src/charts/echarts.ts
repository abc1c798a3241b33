/** The parts of ECharts this console draws with; loaded apart from the pages. */
import { BarChart, LineChart, MapChart, ScatterChart } from 'echarts/charts';
import { GridComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import { getInstanceByDom, getMap, init, registerMap, use as register } from 'echarts/core';
import { LabelLayout } from 'echarts/features';
import { CanvasRenderer } from 'echarts/renderers';

register([BarChart, LineChart, MapChart, ScatterChart, GridComponent, MarkLineComponent, TooltipComponent, LabelLayout, CanvasRenderer]);

export { getInstanceByDom, getMap, init, registerMap };
