/** The acting user's runs of workflow steps: reading them, and what the live socket brings. */
import { Refusal, getSteps } from "./api.js";
import { route, stepRuns, toast } from "./store.js";

/** Reads the runs. */
export async function loadSteps() {
  const { as } = route.value;
  try {
    const { steps } = await getSteps(as);
    if (route.value.as === as) stepRuns.value = steps;
  } catch (problem) {
    if (!(problem instanceof Refusal)) throw problem;
    toast(problem.message);
  }
}

/** A run began or ended. @param {object} step */
export function takeStep(step) {
  const known = stepRuns.value.some((run) => run.id === step.id);
  if (known) stepRuns.value = stepRuns.value.map((run) => (run.id === step.id ? step : run));
  else stepRuns.value = [step, ...stepRuns.value];
}
