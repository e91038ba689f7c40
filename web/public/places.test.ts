/** Which areas a typed place lies in: whatever is typed, however it is written, and never one area where there are several. */
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { forceAreas } from "../shared/generated/vocabulary.ts";
import { findAreas, kPostcodes, packArea, packPostcodes, unpackArea, type Places } from "./places.ts";
import { readContent } from "./site.ts";

type Area = Places & { readonly code: string };
let areas: readonly Area[];

beforeAll(() => {
  areas = readContent(join(import.meta.dirname, "../../content")).directory.areas;
});

const kPostcodeAreas = (
  "AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK FY G GL GU HA HD HG HP HR HS HU HX IG " +
  "IP IV KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY " +
  "TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE"
).split(" ");

/** Guernsey, Jersey and the Isle of Man have postcodes, and police of their own. */
const kCrownDependencies = ["GY", "JE", "IM"];

const kCities = [
  "Bath, Birmingham, Bradford, Brighton and Hove, Bristol, Cambridge, Canterbury, Carlisle, Chelmsford, Chester, Chichester, Colchester, Coventry, Derby",
  "Doncaster, Durham, Ely, Exeter, Gloucester, Hereford, Kingston upon Hull, Lancaster, Leeds, Leicester, Lichfield, Lincoln, Liverpool, London, Manchester",
  "Milton Keynes, Newcastle upon Tyne, Norwich, Nottingham, Oxford, Peterborough, Plymouth, Portsmouth, Preston, Ripon, Salford, Salisbury, Sheffield",
  "Southampton, Southend-on-Sea, St Albans, Stoke-on-Trent, Sunderland, Truro, Wakefield, Wells, Westminster, Winchester, Wolverhampton, Worcester, York",
  "Aberdeen, Dundee, Dunfermline, Edinburgh, Glasgow, Inverness, Perth, Stirling, Bangor, Cardiff, Newport, St Asaph, St Davids, Swansea, Wrexham",
  "Armagh, Bangor, Belfast, Derry, Londonderry, Lisburn, Newry",
].flatMap((line) => line.split(", "));

const codes = (typed: string, among: readonly Area[] = areas): readonly string[] => findAreas(typed, among).matches.map(({ area }) => area.code);
/** What is called so, not nearly so. */
const exact = (typed: string): readonly string[] => (findAreas(typed, areas).isSlip ? [] : codes(typed));

describe("the list of places", () => {
  it("has postcodes and towns for every police force area but the one of trains", () => {
    expect(areas.map(({ code }) => code).toSorted()).toEqual(Object.keys(forceAreas).toSorted());
    const empty = areas.filter(({ postcodes, towns }) => postcodes.length === 0 || towns.length === 0).map(({ code }) => code);
    expect(empty).toEqual(["btp"]);
    for (const { code, postcodes, towns } of areas) {
      expect([code, postcodes.filter((postcode) => !kPostcodes.test(postcode)), new Set(postcodes).size, new Set(towns).size]).toEqual([code, [], postcodes.length, towns.length]);
      expect([code, towns.filter((town) => /[,;]|^\/|\/$/.test(town))]).toEqual([code, []]);
    }
  });

  it("knows every postcode area of the United Kingdom, as letters alone and with any district", () => {
    expect(kPostcodeAreas).toHaveLength(121);
    for (const letters of kPostcodeAreas) {
      const inAll = exact(letters);
      expect([letters, inAll.length > 0 && inAll.length < 7]).toEqual([letters, true]);
      for (let district = 0; district < 100; district += 1) {
        const inDistrict = exact(`${letters}${district}`);
        expect([letters, district, inDistrict.length > 0, inDistrict.filter((code) => !inAll.includes(code))]).toEqual([letters, district, true, []]);
      }
    }
    for (const letters of [...kCrownDependencies, "ZZ", "Q", "X"]) expect([letters, exact(letters), exact(`${letters}1 2AB`)]).toEqual([letters, [], []]);
  });

  it("knows every city", () => {
    expect(kCities).toHaveLength(76 + 1);
    expect(kCities.filter((city) => exact(city).length === 0)).toEqual([]);
  });

  it("would be found out if it lacked one, or had one elsewhere", () => {
    const without = areas.map((area) => ({ ...area, towns: area.towns.filter((town) => town !== "Leeds"), postcodes: area.postcodes.filter((postcode) => postcode !== "LS") }));
    expect([codes("Leeds"), codes("Leeds", without)]).toEqual([["west_yorkshire"], []]);
    expect([codes("LS1"), codes("LS1", without)]).toEqual([["west_yorkshire"], ["north_yorkshire"]]);
  });

  it("comes through its file as it was", () => {
    const listed = areas.filter(({ postcodes }) => postcodes.length > 0);
    const back = (JSON.parse(JSON.stringify(listed.map(packArea))) as ReturnType<typeof packArea>[]).map(unpackArea);
    expect(back).toEqual(listed.map(({ name, postcodes, towns }) => ({ name, postcodes, towns })));
    // It names them as the choice does, which is how one is found in it.
    expect(new Set(listed.map(({ name }) => name)).size).toBe(listed.length);
    expect(listed.filter(({ name }) => name.includes(" ("))).toEqual([]);
  });

  it("is written for people with letters once", () => {
    expect(packPostcodes(["HR", "B45", "B60-62", "B96", "CV", "E", "EC"])).toBe("HR, B45, 60–62, 96, CV, E, EC");
  });
});

describe("a postcode", () => {
  it.each([
    ["greater_manchester", ["M", "m", " M ", "M1", "m1", "M1 ", "M1 2", "M1 2A", "M1 2AB", "m12ab", "M 1 2AB", "M12", "M12 3", "M12A", "M1-2AB", "Ｍ１ ２ＡＢ"]],
    ["metropolitan", ["sw1a", "SW1A", "sw1a1", "SW1A 1AA", "sw1a1aa", "SW", "W1A 1AA", "n1", "WC1A 1AA"]],
    ["west_midlands", ["B1", "B1 1AA", "B15 2TT", "b152tt"]],
    ["cheshire", ["WA1", "WA1 2AB", "wa12ab", "CW5"]],
    ["lancashire", ["L39", "OL13", "FY1 1AA"]],
    ["psni", ["BT", "BT1 1AA"]],
    ["police_scotland", ["G1", "EH1 1YZ", "ZE1", "hs1"]],
  ])("lies in %s alone", (code, written) => {
    for (const typed of written) expect([typed, exact(typed)]).toEqual([typed, [code]]);
  });

  it.each([
    ["B", ["staffordshire", "warwickshire", "west_mercia", "west_midlands"]],
    ["B60", ["west_mercia", "west_midlands"]],
    ["EC1A 1BB", ["city_of_london", "metropolitan"]],
    ["SY", ["cheshire", "west_mercia", "dyfed_powys", "north_wales"]],
    ["TD15", ["northumbria", "police_scotland"]],
    ["WA3", ["cheshire", "greater_manchester"]],
  ])("%s lies in several", (typed, expected) => {
    expect(exact(typed)).toEqual(expected);
  });
});

describe("a town", () => {
  it.each([
    ["greater_manchester", ["Manchester", "manchester", "MANCHESTER", " Man-chester "]],
    ["merseyside", ["St Helens", "St. Helen's", "st helen’s", "Saint Helens", "SAINT-HELENS", "sthelens"]],
    ["sussex", ["Brighton and Hove", "Brighton & Hove", "brighton&hove", "Brighton", "Hove"]],
    ["staffordshire", ["Stoke-on-Trent", "stoke on trent", "Stoke upon Trent", "STOKEONTRENT", "Stoke"]],
    ["northumbria", ["Newcastle upon Tyne", "newcastle-on-tyne"]],
    ["south_wales", ["Cardiff", "Caerdydd", "Swansea", "Abertawe", "Y Barri", "y-barri"]],
    ["gwent", ["Casnewydd", "Pont-y-pŵl", "pontypwl", "Pont y Pŵl".normalize("NFD"), "Y Fenni"]],
    ["north_wales", ["Wrecsam", "Llanelwy", "Bae Colwyn"]],
    ["psni", ["Derry", "Londonderry", "Northern Ireland"]],
    ["humberside", ["Hull", "Kingston upon Hull"]],
    ["devon_cornwall", ["Cornwall", "Devon", "devon & cornwall"]],
    ["police_scotland", ["Scotland", "police scotland"]],
  ])("is found in %s however it is written", (code, written) => {
    for (const typed of written) expect([typed, exact(typed)]).toEqual([typed, [code]]);
  });

  it.each([
    ["Newport", ["hampshire_isle_of_wight", "west_mercia", "dyfed_powys", "gwent"]],
    ["Richmond", ["metropolitan", "north_yorkshire"]],
    ["Ashford", ["kent", "surrey"]],
    ["Bangor", ["north_wales", "psni"]],
    ["Gillingham", ["dorset", "kent"]],
    ["St Ives", ["devon_cornwall", "cambridgeshire"]],
    ["Newcastle", ["northumbria", "staffordshire", "psni"]],
    ["Kingston", ["metropolitan", "humberside"]],
    ["London", ["city_of_london", "metropolitan"]],
  ])("%s is more than one", (typed, expected) => {
    expect(exact(typed)).toEqual(expected);
  });

  it("says by which of its towns an area is meant", () => {
    expect(findAreas("casnewydd", areas).matches.map(({ town }) => town)).toEqual(["Newport/Casnewydd"]);
    expect(findAreas("NP20", areas).matches.map(({ town }) => town)).toEqual([null]);
  });

  it.each([
    ["Manchster", "greater_manchester"], ["Manchesster", "greater_manchester"], ["Manchestre", "greater_manchester"], ["Nanchester", "greater_manchester"],
    ["Leads", "west_yorkshire"], ["Birmingam", "west_midlands"], ["Edinburg", "police_scotland"], ["Milton Keyns", "thames_valley"], ["Caerdyd", "south_wales"],
    ["Newcastel upon Tyne", "northumbria"], ["Cornwal", "devon_cornwall"],
  ])("with a slip, %s, is offered and not taken for it", (typed, code) => {
    const { matches, isSlip } = findAreas(typed, areas);
    expect([typed, isSlip, matches.map(({ area }) => area.code)]).toEqual([typed, true, [code]]);
  });

  it.each(["Hul", "Yrok", "Mnachestre", "Nowhereville", "Atlantis"])("with more than a slip, or too short for one, %s is not known", (typed) => {
    expect(findAreas(typed, areas)).toEqual({ matches: [], isSlip: false });
  });
});

describe("what is no place", () => {
  it.each([
    "", " ", "\n\t", "-", "!!!", "'", "&", "and", "Saint", "0", "123", "1AB", "M123456", "M1 2ABC", "ZZ9 9ZZ", "__proto__", "constructor", "toString", "hasOwnProperty", "null",
    "伦敦", "Лондон", "مانشستر", "😀", "\u0000", "<img src=x>", "' OR 1=1", "../../etc/passwd", "(a+)+$", "[", "\\", "%4D", "M1\u0000; DROP", "a".repeat(100_000), "M ".repeat(50_000),
    "st ".repeat(20_000), "\u0301".repeat(100_000), "\ud800",
  ])("is not known, and breaks nothing", (typed) => {
    expect(findAreas(typed, areas)).toEqual({ matches: [], isSlip: false });
  });
});
