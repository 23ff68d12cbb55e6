import { resourcesSearch } from './resources-search.ts'

interface Place {
  readonly pathname: string
  readonly search: object
}

/** Whether a step leaves the open panel; sorting and filtering the list do not. */
export function leavesPanel(here: Place, there: Place): boolean {
  const [from, to] = [resourcesSearch({ ...here.search }), resourcesSearch({ ...there.search })]
  return here.pathname !== there.pathname || from.id !== to.id || from.create !== to.create
}
