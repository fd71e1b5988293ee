// What the emoji annotations do not know or rank badly: topics, and words whose picture is another word's.
// One line: words in any language, comma-separated (several words make a phrase) → icons, the first the main one.
// Icons with a leading "own:" are drawn in scene/own-illustrations.ts.
const lines = `
solar eclipse, eclipse, eclipse solar, eclipse de sol, 일식, 개기일식, 월식과 일식 → own:solar-eclipse
lunar eclipse, eclipse lunar, blood moon, 월식, 개기월식 → own:lunar-eclipse
moon, luna, 달, 달빛 → full-moon
new moon, luna nueva, 삭 → new-moon
sun, sol, sunlight, sunshine, luz solar, 태양, 해, 햇빛, 태양빛 → sun
earth, tierra, planet earth, world, mundo, globe, 지구, 세계 → globe-showing-americas
continent, continents, continente, plate tectonics, tectonic, 대륙 → globe-showing-europe-africa
mars, marte, 화성 → own:mars
hot air balloon, air balloon, globo aerostatico, 열기구 → own:hot-air-balloon
neural network, neural, red neuronal, 신경망 → brain, robot
planet, planeta, saturn, saturno, 행성, 토성 → ringed-planet
solar system, sistema solar, 태양계 → sun, ringed-planet, globe-showing-americas
orbit, orbita, satellite, satelite, 궤도, 인공위성, 위성 → satellite
galaxy, universe, galaxia, universo, cosmos, 은하, 은하수, 우주 → ringed-planet, glowing-star, comet
black hole, agujero negro, 블랙홀 → own:black-hole
gravity, gravedad, 중력, newton → red-apple
astronomer, astronomy, astronomo, astronomia, 천문학자, 천문학 → telescope
atom, electron, quantum, nuclear, atomo, molecule, molecula, physics, fisica, 원자, 분자, 양자, 물리학 → own:atom
cell, cells, celula, celulas, 세포 → own:cell
bacteria, germ, germs, 세균, 박테리아, virus, 바이러스 → microbe
photosynthesis, fotosintesis, chlorophyll, 광합성 → seedling, sun, droplet
plant, planta, plantas, 식물 → seedling, herb, potted-plant
leaf, hoja, 잎, 나뭇잎 → leaf-fluttering-in-wind, herb
tree, arbol, 나무 → deciduous-tree
forest, bosque, woods, 숲, 삼림 → evergreen-tree, deciduous-tree
flower, flor, 꽃 → tulip, sunflower, cherry-blossom
seed, semilla, 씨앗 → seedling
pollen, pollination, polinizacion, 꽃가루, 수분 → honeybee, sunflower
bee, bees, abeja, 벌, 꿀벌 → honeybee
water, agua, 물 → droplet, water-wave
rain, lluvia, 비, 강우 → cloud-with-rain
water cycle, ciclo del agua, evaporation, evaporacion, condensation, 물의 순환, 증발 → cloud-with-rain, droplet, sun
river, rio, 강 → water-wave, canoe
ocean, sea, oceano, mar, 바다, 해양 → water-wave, tropical-fish
wave, ola, olas, tsunami, 파도, 쓰나미 → water-wave
fish, pez, peces, 물고기 → tropical-fish, fish
cloud, nube, 구름 → cloud
storm, thunderstorm, lightning, tormenta, rayo, 폭풍, 번개, 천둥 → cloud-with-lightning-and-rain, high-voltage
hurricane, typhoon, huracan, 태풍, 허리케인 → cyclone, tornado
volcano, lava, magma, eruption, volcan, erupcion, 화산, 용암, 마그마, 분화 → volcano
mountain, montana, 산 → mountain
glacier, iceberg, glaciar, arctic, antarctic, 빙하, 북극, 남극 → snow-capped-mountain, penguin
climate change, global warming, cambio climatico, calentamiento global, 기후변화, 지구온난화, 기후 → globe-showing-europe-africa, thermometer, fire
energy, energia, electricity, electricidad, electric, 에너지, 전기 → high-voltage, light-bulb, battery
wind, viento, 바람 → leaf-fluttering-in-wind, wind-chime
renewable, solar panel, panel solar, 재생에너지 → sun, battery, seedling
engine, machine, motor, maquina, mechanism, 기계, 엔진 → gear
brain, neuron, neurona, mind, cerebro, mente, memory, memoria, 뇌, 두뇌, 기억 → brain
heart, corazon, circulation, 심장 → anatomical-heart
love, amor, 사랑 → red-heart
blood, sangre, 혈액, 피 → drop-of-blood, anatomical-heart
lung, breathing, respiration, pulmon, respiracion, 폐, 호흡 → lungs
bone, skeleton, hueso, esqueleto, 뼈, 골격 → bone
gene, genetic, genetics, dna, adn, genoma, 유전자, 유전 → dna
vaccine, vacuna, immune, 백신, 면역 → syringe, shield, microbe
medicine, medicina, health, salud, 의학, 약, 건강 → stethoscope, pill
doctor, medico, medica, nurse, 의사, 간호사 → health-worker
sleep, dream, sueno, dormir, 수면, 잠, 꿈 → person-in-bed
money, dinero, economy, economia, finance, inflation, inflacion, 돈, 경제, 금융, 물가 → money-bag, coin, chart-increasing
business, negocio, company, startup, empresa, 사업, 회사, 기업 → chart-increasing, briefcase
market, mercado, shop, store, 시장, 가게 → convenience-store, shopping-bags
bank, banco, 은행 → bank
history, historia, ancient, antiguo, 역사, 고대 → scroll, classical-building
rome, roman, roma, romano, greece, greek, grecia, temple, museum, 로마, 그리스, 신전, 박물관 → classical-building
egypt, pharaoh, pyramid, egipto, piramide, 이집트, 피라미드 → own:pyramid, camel
king, queen, kingdom, royal, rey, reina, reino, 왕, 여왕, 왕국 → crown, castle
war, battle, guerra, batalla, 전쟁, 전투 → crossed-swords, shield
dinosaur, dinosaurs, dinosaurio, fossil, fosil, 공룡, 화석 → t-rex, sauropod
computer, ordenador, computadora, software, programming, code, coding, programador, 컴퓨터, 프로그래밍, 코드 → laptop
internet, network, web, redes, 인터넷, 네트워크 → globe-with-meridians, laptop
artificial intelligence, inteligencia artificial, machine learning, ai, robot, robots, 인공지능, 로봇 → robot
data, datos, statistics, estadistica, graph, chart, 데이터, 통계 → bar-chart, chart-increasing
phone, smartphone, telefono, app, 스마트폰, 전화 → mobile-phone
chip, semiconductor, processor, 반도체 → own:chip
idea, invention, invento, 아이디어, 발명 → light-bulb
science, ciencia, scientist, cientifico, 과학, 과학자 → scientist, microscope, test-tube
chemistry, chemical, quimica, experiment, experimento, laboratory, 화학, 실험 → alembic, test-tube
math, mathematics, matematicas, 수학 → abacus, triangular-ruler
school, education, educacion, escuela, learning, student, 학교, 교육, 공부, 학생 → school, books, graduation-cap
book, libro, reading, story, cuento, literature, 책, 독서, 이야기 → open-book, books
teacher, profesor, maestra, 선생님, 교사 → teacher
city, ciudad, urban, town, skyline, 도시 → office-building, houses
house, home, casa, hogar, 집, 주택 → house
building, edificio, architecture, arquitectura, 건물, 건축 → office-building
bridge, puente, 다리 → own:bridge
road, street, calle, carretera, traffic, trafico, 도로, 거리, 교통 → automobile, bus
car, coche, auto, carro, 자동차, 차 → automobile
train, tren, railway, ferrocarril, 기차, 열차 → high-speed-train, locomotive
plane, airplane, aircraft, flight, flying, avion, vuelo, 비행기, 비행, 항공 → airplane
ship, boat, barco, sailing, navegar, 배, 선박 → sailboat, ship
rocket, spaceship, spacecraft, launch, cohete, nave espacial, 로켓, 우주선, 발사 → rocket
astronaut, astronauta, 우주비행사 → astronaut
farm, farmer, farming, granja, agricultor, agricultura, 농장, 농부, 농업 → tractor, cow, sheaf-of-rice
food, comida, cooking, cocina, recipe, receta, 음식, 요리 → pot-of-food, steaming-bowl
bread, baking, pan, bakery, panaderia, 빵, 제빵 → bread, croissant
coffee, cafe, espresso, 커피 → hot-beverage
kimchi, 김치, 배추 → leafy-green, hot-pepper
rice, arroz, 밥, 쌀 → cooked-rice, sheaf-of-rice
fruit, fruta, 과일 → red-apple, grapes, banana
vegetable, verdura, verduras, 채소, 야채 → carrot, broccoli
wine, vino, 와인 → wine-glass, grapes
chocolate, cacao, 초콜릿 → chocolate-bar
music, musica, song, cancion, melody, 음악, 노래 → musical-notes, violin
piano, 피아노 → musical-keyboard
art, painter, painting, arte, pintor, pintura, 미술, 화가 → artist-palette, paintbrush
film, movie, cine, pelicula, 영화 → clapper-board
game, juego, videojuego, 게임 → video-game
football, soccer, futbol, 축구 → soccer-ball
sport, deporte, exercise, ejercicio, 운동, 스포츠 → person-running, trophy
victory, winner, success, exito, victoria, 승리, 성공 → trophy
time, tiempo, clock, reloj, 시간, 시계 → hourglass-done, mantelpiece-clock
calendar, calendario, 달력 → spiral-calendar
law, justice, ley, justicia, 법, 정의 → balance-scale, classical-building
democracy, election, vote, democracia, voto, 민주주의, 선거, 투표 → ballot-box-with-ballot
peace, paz, 평화 → dove
family, familia, 가족 → woman, man, child
friend, friends, amigo, amistad, 친구, 우정 → woman, man
team, teamwork, equipo, trabajo en equipo, meeting, 팀, 협력 → handshake
work, office, oficina, trabajo, 사무실, 직장 → office-worker, briefcase
child, kid, kids, nino, nina, ninos, 아이, 어린이 → child
woman, mujer, 여자, 여성 → woman
man, hombre, 남자, 남성 → man
travel, trip, viaje, tourism, 여행, 관광 → luggage, airplane, world-map
map, mapa, 지도 → world-map
beach, playa, 해변, 해수욕장 → beach-with-umbrella
island, isla, 섬 → desert-island
desert, desierto, 사막 → cactus, camel
camp, camping, acampar, 캠핑 → camping
snow, nieve, winter, invierno, 눈, 겨울 → snowman, snowflake
spring, primavera, 봄 → cherry-blossom, tulip
autumn, fall leaves, otono, 가을, 단풍 → maple-leaf
fire, fuego, flame, 불, 화재 → fire
light, 빛의 → light-bulb
rainbow, arcoiris, arco iris, 무지개 → rainbow
star, estrella, 별 → glowing-star
magnet, magnetism, magnetico, 자석, 자기장 → magnet
key, security, seguridad, password, privacy, 보안, 비밀번호 → locked-with-key, shield
recycling, reciclaje, reciclar, trash, basura, 재활용, 쓰레기 → wastebasket, seedling
plastic, plastico, bottle, 플라스틱 → lotion-bottle
factory, industry, fabrica, industria, pollution, contaminacion, 공장, 산업, 오염 → factory
evolution, evolucion, darwin, 진화 → monkey, sauropod, dna
animal, animales, wildlife, fauna, 동물 → fox, elephant, deer
bird, pajaro, ave, 새 → bird
whale, ballena, 고래 → spouting-whale
shark, tiburon, 상어 → shark
coral reef, arrecife, 산호초 → coral, tropical-fish
ecosystem, ecosistema, biodiversity, 생태계 → deciduous-tree, fox, butterfly
caterpillar, oruga, metamorphosis, 애벌레 → bug, butterfly
gift, regalo, 선물 → wrapped-gift
party, birthday, fiesta, cumpleanos, 생일, 파티 → birthday-cake, balloon
christmas, navidad, 크리스마스 → christmas-tree
hanok, palace, palacio, 궁궐, 한옥, 궁 → own:hanok
hangul, alphabet, alfabeto, language, idioma, 한글, 언어, 문자 → speech-balloon, open-book
robotics, automation, automatizacion, 자동화 → robot, gear
gold, oro, treasure, tesoro, 금, 보물 → coin, gem-stone
shadow, sombra, 그림자 → new-moon
telescope, telescopio, 망원경 → telescope
hot springs, hot spring, aguas termales, 온천 → droplet, rock
rain forest, rainforest, selva tropical, 열대우림 → palm-tree, deciduous-tree
garden, jardin, 정원 → blossom, herb
lantern, farol, linterna, 등불 → red-paper-lantern
suitcase, maleta, 여행가방 → luggage
rope, cuerda, 밧줄 → knot
aurora, northern lights, aurora boreal, 오로라 → snow-capped-mountain
diamond, diamante, crystal, 다이아몬드, 보석 → gem-stone
`;

export interface Concept {
  /** Phrases, plain and lower case, each of one or several words. */
  readonly phrases: readonly string[];
  readonly icons: readonly string[];
}

export const concepts: readonly Concept[] = lines
  .trim()
  .split("\n")
  .map((line) => {
    const [phrases = "", icons = ""] = line.split("→");
    return {
      phrases: phrases.split(",").map((phrase) => phrase.trim()),
      icons: icons.split(",").map((icon) => icon.trim()),
    };
  });
