import { Takt } from 'file:///work/wt/js/sdk/javascript/src/takt.js'

const room = await Takt.join('arena')

const stop = room.watch('ships', {
  add: ship => console.log('ship', ship.id, 'of', ship.owner, ship.mine),
  change: (ship, before) => console.log(ship.hp - before.hp),
  remove: ship => console.log(ship.id, 'is gone'),
})
room.watch('players', { add: player => console.log(player.name, 'is here') })
room.on('change', () => console.log(room.tick, room.state.shots))   // a new snapshot; `state` is the whole of it
stop()
