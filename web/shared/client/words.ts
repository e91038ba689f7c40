/**
 * 2,048 plain English words of four to nine letters for generated passphrases and sign-in names: 11 bits each. Any two
 * differ by more than one letter added, dropped, changed or swapped with its neighbour. The order is part of nothing;
 * words may be replaced, as long as they stay 2,048.
 */
export const words: readonly string[] = `
able about above accent access accord account acorn across action active actor actual adapt adjust admire admit
advance adventure advice afford again agenda agent agile agree ahead aimless airport airship aisle album alcove alert
alfalfa alike allow allspice almond almost along alpha alphabet alpine already also alter always amaze amber ambition
ample amuse anchor ancient angle animal annual answer antenna anthem antler anybody apart apply apricot april apron
aqua aquarium arbor arcade arch archer archive arctic arena argue arise armchair aroma around arrange arrive artichoke
artist ascend ashore aside asleep aspect aspen assembly asset assist assume astral athlete atlas attach attend attic
audio august author autumn avenue average avoid awake award away awning axis backpack backyard bacon badge bagel
baggage bake bakery balance balcony ballad ballet balloon balsam bamboo banana banjo banner banquet barber bargain
barista barley barn barrel basic basket batch battery beach beads beaker beam beautiful beauty because become bedrock
beehive beeswax beetle before begin behave behind being belief bell bellboy belong below benefit berry berth beside
better between beyond bicycle billow binder biology birch bird biscuit bison blackbird blanket blazer blend blink
blocks bloom blossom blue bluebell blueberry blueprint bluff board boardwalk boat bobbin bold bonfire bonnet bonus
book bookcase bookmark bookshelf boomerang boost border borrow botany bottle bottom boulder bounce bowl bracelet
bracket braid branch brass brave bread breakfast breath breeze brick bridge brief bright broccoli bronze brown brownie
brush bubble bucket buckle budget buffalo buffet bugle build bulb bundle bungalow bunny burger buttercup butterfly
butternut button buzz bystander cabbage cabin cabinet cactus calendar call camel camera camp campus canal canary
candid candle candy canoe canopy canvas canyon capable cape capital capsule caption caravan carbon cardigan cardinal
career careful cargo carnival carousel carpet carrot carry cartoon carve cascade cashew castle cause cedar ceiling
celery cello central cereal certain chair chalk chamber chameleon champion chance chandler channel chapter charm check
cheer cheese cherry cherub chess chestnut chicken chickpea chilly chimney china chip chive chocolate choice choose
chorus cider cinema cinnamon circle circus citizen citrus city civic claim clarify clarinet classic clay clean clerk
clever cliff climate climb clipper cloak clockwork close cloth cloud cluster coach coast cobalt cobble cocoa coconut
code coffee coin coleslaw collar collect college column comb comedy comet comfort comic comma common compact company
compass compose concert concrete conifer connect consider contain content convey cookie cool copper copy coral cord
corner correct cosmos cottage cotton council count country couple courage courier course cover crab cradle craft
cranberry crane crater crayon cream create credit creek crescent crest cricket cricketer crisp critic crocodile crocus
crop crossword crouton crowd cruise crumb crunch crystal cube cuckoo cucumber cuddle culture cupboard cupcake
curiosity curious curl current cushion custom cutlery cycle daffodil daily dandelion dapper daring data dawn daylight
dazzle deal debate decade decent deck declare decorate deep degree delay delicate delight deliver delta denim depart
depend derby describe desert design detail develop device devote dewdrop diagram diamond diary digest digit diligent
dilute dimple dine dinghy dingo dinner dinosaur diploma direct discover discuss dish display distance ditto diver
dockyard dogwood dolphin domain dome domino donate donkey doodle door doorbell doorstep doorway dormouse double dough
downhill dozen dragon drama draw dress drift drill drink drive drizzle drum duckling duet dumpling dusk dustpan duty
dwell dynamic eager eagle early earring earth easel east echo eclipse edge edit educate eight either elastic elder
elderly elect elegant element elephant elevate eleven elite embark emblem embrace emerald emerge emotion employ empty
enable enamel enchant enclose encore endless energy engage engine enhance enjoy enlarge enlist enormous enough enrich
ensure enter entire entry envelope equal equator equip erase errand espresso essay estate evening event ever evident
exact example exceed except exchange excite excuse exhibit exist exotic expand expect explain explore export express
extend extra eyebrow fabric face factory faculty fair falcon family famous fancy fanfare farm farmyard farther fashion
fasten fathom feather feature fedora feed felt fence fennel fern ferret festival fetch fiction fiddle field fifteen
fifty figure filter final finch find finger finish firefly firewood firework first fishbowl fitness flag flake
flamingo flannel flapjack flash fleece fleet flexible flicker flight flint float flock flora florist flour flow flower
fluent fluffy flute flywheel foam focus foggy folder foliage folk folklore follow food football footpath forage
forecast forehead forest forget formal former fortune forty forum forward fossil fountain foxglove fragile fragrant
frame freckle free freeway freight fresh friend fringe frisbee frog front frozen frugal fruit fudge full furnish
future gadget galaxy gallery gallon game garage garden gardener garland garlic garment gateway gather gecko gemstone
general genius gentle genuine geology geranium gift giraffe give glacier glad glance glass glaze gleam glide glitter
global globe glory glossary goal goggles golden goldfish golf goodness goose gopher gorge gourmet govern graceful
grade gradual grain grammar grandeur granite graph gravel gravity gravy great green greeting grid griffin grocer
groove grotto group grow guava guess guitar gumdrop guppy gust gymnast habit haddock half hallway hammock hamper
hamster hand handbag handmade handrail happen happy hardware harmony harness harp harvest haste hatbox haven hawk
hayloft haystack hazel headband headline health heap heater hedgehog helmet helpful herb herbal heritage heron herring
hickory high highway hike hill hillside hilltop hinge history hobby hockey holiday holly homemade homework honest
honey honeydew hoof hope horizon horse hostel hour however human humble hummus hundred hurdle hurry husky hybrid
iceberg icebox icicle icing idea identify igloo illusion image imagine immense impact imply import impress improve
impulse include income increase indeed index indigo indoor inform initial inkwell inland inlet input inquire inside
inspect install instead instruct intend interest into invent inventor invite involve inward iris iron issue italic
item ivory jackal jacket jade jaguar jamboree janitor jasmine javelin jelly jersey jester jetty jewel jigsaw jingle
journal journey jovial joyful jubilee juggle juice jumper junction junior kangaroo kayak keen keepsake kelp kettle
keyboard keyhole keynote kilo kindle kingdom kingfish kiosk kitchen kite kitten kiwi knack knapsack knit know koala
label ladder ladle ladybird lagoon lakeside lamb landmark language lantern large lark latitude lattice laugh launch
laundry laurel lava lavender layer leader leaf leaflet league leapfrog learn lease lecture leek legend leisure lemon
lemonade length lens leopard lesson lettuce level liberty library lifeboat lilac lily limber lime limit limpet linen
lion liquid list listen little lively lizard llama load lobster local locate locket lodge lofty logic lollipop loop
lotion lotus lounge loyalty lucky luggage lullaby lunar lunchbox lupin lush lyric macaroni machine magazine magic
magnet magnolia magpie mail mainland mallard mammal manage mandarin mango mansion mantle manual many marathon marble
margin marigold marina mariner market marsh marvel mascot matchbox maths matinee matter mattress maybe meadow meaning
measure medal media medium medley meerkat meet mellow melody melon member memory mend mention mentor merchant mercury
merit message meteor method metro midday midnight mighty mild milkman millet million mineral mink minnow minor minute
mirror mixture mobile modern modest moist moment monitor monorail month monument moon moonbeam moorland moss motel
motor mouse mudflat muffin mulberry multiply mural museum mushroom music musical mussel mustard mutual myrtle mystery
myth nacho napkin narrow narwhal nation native natural nature navy near nebula nectar needle nest network neutral
newly nibble nickel noble nobody noise north notable note notebook nothing notice novel november nowhere nozzle number
nursery nutmeg nutshell nylon oasis oatcake oatmeal object oboe observe obtain obvious occasion occur ocean octagon
octave october octopus offer office offshore often olive olympic omelette onion online only opal open opera opinion
opposite optic option orange orbit orchard orchid orderly ordinary oregano organ orient origin ornament osprey ostrich
otter outback outdoor outfit outline outpost outside overall overcoat overlap owner oxbow oxygen oyster pacific
package paddle padlock page pagoda paint palace palm palmtree pamphlet pancake panda panel panorama pansy panther
pantry paper parade parasol parcel parent parsley parsnip partner party passage pasta pastel pasture path patio patrol
pattern pavement peacock peanut pearl pebble pecan pelican pencil pendant penguin penny people pepper perch perfect
perform perfume pergola perhaps period permit person persuade petal petunia phone phrase physics piano pickle picnic
picture piece pier pigeon pigment pigtail pillar pilot pinball pinecone pinwheel pioneer pipe pitch pitcher pixel
pizza plaid planet plank plaster plate platform platinum playful plaza pledge plenty plum plumber plural plywood poem
polar policy polish polite polka pollen polo pond popcorn popular porridge portal porter portion position positive
possible postcard postman potato pottery pouch power practice prairie praise prefer premium prepare present preserve
pretty pretzel price primary primrose printer prism process produce profile profit program progress project promise
prompt proper protein proud proverb provide prune public pudding pulley pullover pulse puma pumice pumpkin punctual
pupil puppet purchase pure purple purpose pursue puzzle pyramid quadrant quail quaint quality quantity quarry quarter
quartz query quest question queue quick quiet quill quince quiver quiz quote rabbit raccoon radar radiant radio radish
railway rainbow rainfall raisin ramble random ranger rapid rapport rattle ravine react ready reason rebuild recall
receipt recipe recital record recover recycle reduce redwood reef refine reflect reform refresh refund regain rehearse
reindeer relative relax release relic relish remedy remember remind remote renew rent repair repeat replace reply
research resin resolve respect restore resume return reveal review reward ribbon rich ride ring ripple roadside robin
robot rodeo roll romance room rooster rose rosebud rosemary rotate route routine rowing royal rubber ruby rucksack
rudder ruler rumba runner runway rustic safari saffron sailboat sailor salad salami salmon salsa salt salute sandal
sandwich sapling sapphire sardine sash satchel sauce sauna savanna save sawdust scale scallop scarf scarlet scatter
scene scenic schedule scholar school science scooter score scout scrap screen script scroll sculptor seagull seahorse
search seashell seaside seat seaweed second section seesaw sense sentence sequel sequence sequoia series serve service
sesame session seven several shade shadow shamrock shawl sheep shelf shelter sherbet shield shine shirt shoe shoelace
shortcut should shovel showcase shrimp shrub shuffle shutter sideways siesta signal signpost silence silver similar
since sincere sitar sixteen sixty size skate sketch skill skipper skylark skyline sled sleeve slender slice slogan
small smart smile smooth smoothie snail snapshot sneaker snowball snowdrop snug soap soccer social sock soda soil
solid solution solve someone sonata song sort sound south space spaniel spark sparrow spatula speak special spectrum
speech speed spell sphere spider spinach spiral splash splendid sponge spoon spot spray spread spring sprinkle sprout
spruce spyglass square squash squid squirrel stable stadium staff stage stair stairway stamp stand starfish stargaze
station statue steady steam steel steeple stellar stencil step stereo stick stilt stitch stone stool stork straw
street stride strong student studio study style subject suburb subway succeed sudden suede sugar suggest suit suitcase
summer summit sunbeam sundial sundown sunlight sunrise sunset super supply support surf surface surprise survey sushi
swallow swan sweater sweet swift swim swing swivel sycamore symbol symphony syrup system tablet tabletop tackle tactic
tadpole talent talk tandem tangent target tartan tassel tavern teacake teacup teapot teaspoon temper tempo tenant
tennis terminal terrain text textile texture thank thatch theme theory thermal thicket thimble third thirty thistle
thought thousand thread three thrive through thrush thunder tidy tiger tile tiller tinsel today toddler together
tollgate tomato tomorrow tonight topaz topic topple topsoil torch tornado tortoise total toucan toward towel town
towpath trace tractor traffic trail tram transfer transit treasure treetop trek trend triangle tribute trifle trinket
trio tripod trolley trombone trophy tropical trout truck true trust truth tuba tugboat tulip tundra tunic tunnel
turbine turkey turnip turret turtle tutor tweed twelve twenty twice twig twilight twirl twist type typical typist
ukulele umbrella umpire uncover under undergo undo unfold uniform unique unison unity universe unlock until unusual
unwind upbeat update uphill uphold upland upper upright upstairs upstream uptown upward urban urchin useful usher
usual utensil utility utmost vacant valiant valley value vanilla variety various vase vehicle velocity vendor venture
verify verse version vertical vessel veteran vibrant video view village vineyard vintage vinyl viola violet violin
visible vision visit visor visual vital vivid voice volcano volume voter voucher voyage waffle wagon wallaby walnut
walrus waltz wander want warbler wardrobe water waterway wayside weave website wedding weekday weekend weekly weigh
welcome whale wheat wheel where whether which whisker white wicker widget width wildcat wildlife windfall windmill
window windsock winter wire wisdom within without wombat wooden woodland work workshop world wrap wren wrinkle wrist
yard yearbook yodel yoga yogurt yonder yoyo zebra zenith zero zesty zigzag zinc zipper zone
`
  .trim()
  .split(/\s+/);
