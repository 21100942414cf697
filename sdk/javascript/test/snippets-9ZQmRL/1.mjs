import { connect } from 'file:///work/wt/js/sdk/javascript/src/takt.js'

const takt = connect(url, { name: 'Ann' })  // without url: the page's own server; `token` for a server that wants one

const open = await takt.join('arena', { where: { map: 2 }, options: { map: 2 } })   // find one that fits, else open one
const friends = await takt.create('arena', { private: true })
const bob = connect(url, { name: 'Bob' }), his = await bob.joinByCode(friends.code) // on his own machine
const rooms = await takt.rooms('arena')                                             // what a lobby lists
const stop = takt.watch('arena', list => console.log(list.length, 'rooms'))         // now, and after each change

console.log(open.id, open.number, open.me, open.players, open.state.ships, rooms[0].listed.map)
stop()
await open.leave()
await his.leave()
bob.close()
takt.close()                                // leaves all rooms, for good: do this at logout
