import { Takt } from 'file:///work/wt/js/sdk/javascript/src/takt.js'

const room = await Takt.join('arena')

room.input(steer => {                       // asked once a tick: what does the player hold?
  steer.dx = 1                              // keeps its value
  steer.fire = true                         // a press: for this tick only
})

room.frame(view => {                        // once a frame, smoothed between two snapshots
  for (const ship of view.ships) draw(ship.x, ship.y, ship.mine)
})
