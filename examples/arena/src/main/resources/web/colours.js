/** Who is drawn in which colour: oneself in mint, others as their pilot's number says, teams in blue and orange. */

export const OWN = '#62f5c8'
export const PILOTS = [
  '#ff6b7d', '#ffa35a', '#ffd166', '#ff7ac6', '#b07bff', '#5aa9ff', '#c8f05a', '#ff8f6b', '#5fd8ff', '#e05cff', '#ffc2a1',
  '#8f9bff',
]
const TEAMS = ['', '#5fb0ff', '#ff8a52']
export const SUPPLIES = { REPAIR: '#7dffa0', SPREAD: '#ffd166', RAPID: '#7cc4ff' }

/** What bots are called; the server numbers them. */
const STARS = [
  'Vega', 'Rigel', 'Altair', 'Deneb', 'Mira', 'Castor', 'Spica', 'Antares', 'Polaris', 'Procyon', 'Capella', 'Alcor',
  'Mizar', 'Regulus', 'Sirius', 'Arcturus', 'Bellatrix', 'Electra', 'Maia', 'Izar', 'Nashira', 'Thuban', 'Zaurak', 'Hadar',
]

/** The people of a room by number, with the colour they fly under. */
export class People {
  constructor(room) {
    this.room = room
    this.colours = new Map()
    this.teams = false
  }

  /** Once a frame. */
  look(view) {
    this.teams = Boolean(view.teams)
    for (const pilot of view.pilots) this.colours.set(pilot.owner, PILOTS[pilot.colour])
  }

  colour(number) {
    const player = this.room.player(number)
    if (player?.team) return TEAMS[player.team]
    return number === this.room.number ? OWN : (this.colours.get(number) ?? PILOTS[0])
  }

  team(team) {
    return TEAMS[team]
  }

  name(number) {
    const player = this.room.player(number)
    if (!player) return 'someone'
    return player.bot ? STARS[number % STARS.length] : player.name
  }
}
